"""App configurations: accounts itself, and the support admin at /support/."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers system checks and schedules."""

    name = "accounts"
    verbose_name = _("Accounts")
    default = True

    def ready(self) -> None:
        from accounts import checks, schedules  # noqa: PLC0415 - models load first

        checks.register_all()
        schedules.register_all()


class SupportAdminConfig(admin_apps.AdminConfig):
    """Django's admin under our own site class."""

    default = False
    default_site = "accounts.support_site.SupportSite"
