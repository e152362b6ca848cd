"""The Developer Center (guide 2)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeveloperCenterConfig(AppConfig):
    """Says what ends with an account, and hands the scripts of apps to the storefront."""

    name = "developer_center"
    verbose_name = _("Developer Center")

    def ready(self) -> None:
        import developer_center.domain.end_of_account  # noqa: F401, PLC0415 - models load first
        from developer_center import script_words  # noqa: PLC0415

        script_words.register_all()
