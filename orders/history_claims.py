"""How the audit entries of claims, refunds, declarations and shipping settings read in a history."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.history import hide_field, name_action, name_field
from accounts.menu import Label
from orders.models import Claim, Order, Refund, ShopDocument

ACTIONS: dict[str, Label] = {
    "claim.requested": gettext_lazy("Claim requested"),
    "claim.accepted": gettext_lazy("Claim accepted"),
    "claim.refused": gettext_lazy("Claim refused"),
    "claim.collected": gettext_lazy("Goods collected"),
    "claim.done": gettext_lazy("Claim done"),
    "claim.withdrawn": gettext_lazy("Claim withdrawn"),
    "order.fee_returned": gettext_lazy("Shipping fee given back"),
    "refund.done": gettext_lazy("Refunded"),
    "refund.failed": gettext_lazy("Refund failed"),
    "refund.retried": gettext_lazy("Refund tried again"),
    "declaration.opened": gettext_lazy("Export declaration opened"),
    "declaration.filed": gettext_lazy("Export declaration filed"),
    "declaration.accepted": gettext_lazy("Export declaration accepted"),
    "declaration.failed": gettext_lazy("Export declaration failed"),
    "declaration.retried": gettext_lazy("Export declaration filed again"),
    "shipping.changed": gettext_lazy("Shipping settings changed"),
    "shipping.region_saved": gettext_lazy("Shipping region saved"),
    "shipping.region_deleted": gettext_lazy("Shipping region deleted"),
    "document.changed": gettext_lazy("Text changed"),
    "document.reset": gettext_lazy("Text reset to standard"),
    "shipping.reset": gettext_lazy("Shipping fees reset to standard"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for action, label in ACTIONS.items():
        name_action(action, label)
    for model in (Order, Claim, Refund):  # the history of an order holds entries of its claims and refunds
        for name in ("order_id", "order", "claim_id"):
            hide_field(model, name)
        name_field(model, "code", gettext_lazy("Number"), _text)
        name_field(model, "kind", gettext_lazy("Kind"), lambda value: _label(Claim.Kind, value))
        name_field(model, "reason", gettext_lazy("Reason"), lambda value: _label(Claim.Reason, value))
        name_field(model, "payer", gettext_lazy("Who pays shipping"), lambda value: _label(Claim.Payer, value))
        name_field(model, "refund", gettext_lazy("Refund"), _amount)
        name_field(model, "amount", gettext_lazy("Amount"), _amount)
    name_field(Claim, "coupons_back", gettext_lazy("Coupons given back"), lambda value: ", ".join(value or ["-"]))
    for name in ("code", "kind"):  # the claim's own page says them above
        hide_field(Claim, name)
    for name in ("shop_no", "document"):  # so does that of a document
        hide_field(ShopDocument, name)
    name_field(ShopDocument, "version", gettext_lazy("Version"), _text)


def _text(value: Any) -> str:
    return "-" if value in (None, "") else str(value)


def _amount(value: Any) -> str:
    text = f"{Decimal(value):,.2f}" if value not in (None, "") else "-"
    return text.removesuffix(".00")


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else "-"
