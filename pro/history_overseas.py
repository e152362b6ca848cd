"""How actions and values of overseas shops read in histories."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import name_action, name_field
from accounts.menu import Label
from accounts.models import Shop

ACTIONS: Final[dict[str, Label]] = {
    "shop.opened": gettext_lazy("Shop opened"),
    "shop.changed": gettext_lazy("Shop changed"),
    "shop.rate_changed": gettext_lazy("Exchange rate changed by hand"),
    "shop.prices_recalculated": gettext_lazy("Prices recalculated"),
}
LABELS: Final[dict[str, Label]] = {
    "exchange_rate": gettext_lazy("Exchange rate"),
    "rate_source": gettext_lazy("Source of the rate"),
    "rate_on": gettext_lazy("Day of the rate"),
    "rounding": gettext_lazy("Rounding"),
    "is_active": gettext_lazy("Open to shoppers"),
    "shop_no": gettext_lazy("Shop number"),
    "changed": gettext_lazy("Prices changed"),
    "by_pro": gettext_lazy("Opened by PRO"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for action, label in ACTIONS.items():
        name_action(action, label)
    for name, label in LABELS.items():
        name_field(Shop, name, label, _shown)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value == "hand":
        return _("By hand")
    choices = {str(key): str(label) for key, label in Shop.Rounding.choices}
    return choices.get(str(value), str(value or "-"))
