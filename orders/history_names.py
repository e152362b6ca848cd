"""How the audit entries of orders read in a history."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import hide_field, name_action, name_field
from accounts.menu import Label
from orders.models import Carrier, ItemStatus, Order

ACTIONS: dict[str, Label] = {
    "order.placed": gettext_lazy("Order placed"),
    "order.paid": gettext_lazy("Payment confirmed"),
    "order.prepared": gettext_lazy("Preparation changed"),
    "order.held": gettext_lazy("Shipment put on hold"),
    "order.unheld": gettext_lazy("Hold released"),
    "order.parcel_prepared": gettext_lazy("Parcel prepared with its tracking number"),
    "order.parcel_dropped": gettext_lazy("Prepared parcel taken apart"),
    "order.shipped": gettext_lazy("Shipped"),
    "order.delay_noticed": gettext_lazy("Customer told of the delay"),
    "order.delivered": gettext_lazy("Marked as delivered"),
    "order.confirmed": gettext_lazy("Purchase confirmed"),
    "order.cancelled_unpaid": gettext_lazy("Cancelled before payment"),
    "order.recipient_changed": gettext_lazy("Recipient changed"),
    "order.buyer_changed": gettext_lazy("Customer on the order changed"),
    "order.memo_added": gettext_lazy("Memo added"),
    "order.memo_changed": gettext_lazy("Memo changed"),
    "order.memo_pinned": gettext_lazy("Memo pinned or let go"),
    "order.memo_deleted": gettext_lazy("Memo deleted"),
    "order.item_added": gettext_lazy("Products added"),
    "order.inputs_changed": gettext_lazy("Extra inputs changed"),
    "order.labelled": gettext_lazy("Labels changed"),
    "orders.exported": gettext_lazy("Orders exported"),
    "parcel.changed": gettext_lazy("Tracking number changed"),
}
LABELS: dict[str, Label] = {
    "items": gettext_lazy("Items"),
    "parcel_no": gettext_lazy("Parcel"),
    "tracking_number": gettext_lazy("Tracking number"),
    "memo": gettext_lazy("Memo"),
    "is_for_customer": gettext_lazy("Shown to the customer"),
    "is_pinned": gettext_lazy("Pinned"),
    "coupons_back": gettext_lazy("Coupons given back"),
    "labels": gettext_lazy("Labels"),
    "inputs": gettext_lazy("Extra inputs"),
    "typed": gettext_lazy("Typed in"),
    "is_complete": gettext_lazy("Nothing left to ship"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for action, label in ACTIONS.items():
        name_action(action, label)
    for name, label in LABELS.items():
        name_field(Order, name, label, _plain)
    name_field(Order, "total", gettext_lazy("Total"), _amount)
    name_field(Order, "paid", gettext_lazy("Paid"), _amount)
    for name in ("number", "parcel_id", "memo_id"):
        hide_field(Order, name)
    name_field(Order, "status", gettext_lazy("Status"), _statuses)
    name_field(Order, "carrier", gettext_lazy("Carrier"), _carrier)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _amount(value: Any) -> str:
    text = f"{Decimal(str(value or 0)):,}"
    return text.removesuffix(".00")


def _statuses(value: Any) -> str:
    known = dict(ItemStatus.choices)
    return ", ".join(str(known.get(code.strip(), code)) for code in str(value or "-").split(","))


def _carrier(value: Any) -> str:
    return str(dict(Carrier.choices).get(value, value or "-"))
