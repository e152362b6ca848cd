"""What runs of overseas shops and translation found and did, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.operations.words import name_failure, name_field, name_finding, name_schedule, name_summary
from pro.schedules_overseas import COPY_ALL, TRANSLATE_ALL

FIELDS: Final = {
    "shop_no": _("Shop number"),
    "price": _("Price"),
    "options": _("Options"),
    "short_description": _("Short description"),
    "description": _("Detailed description"),
    "material": _("Material"),
    "extra_inputs": _("Extra input options"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    name_finding("products_to_copy", _("%(count)s products of the base shop are not in this shop yet."))
    name_summary("products_copied", _("%(count)s products were copied, %(failed)s could not be."))
    name_summary("products_translated", _("%(count)s products were translated."))
    name_summary(
        "translation_stopped_quota",
        _("%(count)s products were translated. Then the engine's characters of this month were used up."),
    )
    name_summary("translation_stopped_key", _("%(count)s products were translated. Then the engine refused its key."))
    name_failure("price_too_large", _("The converted price is too large for the shop."))
    name_schedule(COPY_ALL, _("New products to overseas shops"))
    name_schedule(TRANSLATE_ALL, _("Translation"))
    for name, label in FIELDS.items():
        name_field("product", name, label)
    name_field("product", "held_back", _("Not on sale yet"), lambda _reason: str(_("It has no weight.")))
