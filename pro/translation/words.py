"""What runs of overseas shops and translation found and did, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pro.operations.words import name_finding


def register_all() -> None:
    """Called once when the app is ready."""
    name_finding("products_to_copy", _("%(count)s products of the base shop are not in this shop yet."))
    name_finding("products_copied", _("%(count)s products were copied, %(failed)s could not be."))
    name_finding("products_translated", _("%(count)s products were translated."))
    name_finding(
        "translation_stopped_quota",
        _("%(count)s products were translated. Then the engine's characters of this month were used up."),
    )
    name_finding("translation_stopped_key", _("%(count)s products were translated. Then the engine refused its key."))
    name_finding("price_too_large", _("The converted price is too large for the shop."))
