"""`event_code` of order events: what happened, in Cafe24's words, more finely than the number says.

The words are those of its public event samples (create_order to old_order_delete). What has none there, a claim that is
refused or withdrawn, has ours.
"""

from __future__ import annotations

from typing import Final

from accounts.models import AuditEntry
from orders.models import Claim, ItemStatus

SHIPPING_ACTIONS: Final[dict[str, str]] = {
    "order.prepared": "shipping_ready",
    "order.held": "do_shipping_holding",
    "order.unheld": "shipping_ready",
    "order.parcel_prepared": "shipping_standby",
    "order.parcel_dropped": "shipping_ready",
    "order.shipped": "shipping_start",
    "order.delivered": "shipping_end",
    "order.confirmed": "purchase_confirm",
    "parcel.changed": "update_invoice_no",
}
OF_ACTION: Final[dict[str, str]] = SHIPPING_ACTIONS | {
    "order.placed": "create_order",
    "order.paid": "paid_order",
    "order.cancelled_unpaid": "cancel_unpaid_order",
    "refund.done": "refund_order",
    "order.recipient_changed": "changing_recipient_information",
    "order.memo_added": "insert_admin_memo",
    "order.memo_changed": "modify_admin_memo",
    "order.memo_pinned": "modify_admin_memo",
    "order.memo_deleted": "delete_admin_memo",
}
OF_STATUS: Final[dict[str, str]] = {
    ItemStatus.PREPARING_PRODUCT: "product_ready",
    ItemStatus.AWAITING_SHIPMENT: "shipping_standby",
    ItemStatus.CANCELLED_UNPAID_BY_ITSELF: "auto_order_cancel",
}
OF_CLAIM: Final[dict[tuple[str, str], str]] = {
    (Claim.Kind.CANCEL, "requested"): "cancel_order_request",
    (Claim.Kind.CANCEL, "accepted"): "cancel_order",
    (Claim.Kind.CANCEL, "done"): "cancellation_complete",
    (Claim.Kind.RETURN, "requested"): "return_order_request",
    (Claim.Kind.RETURN, "accepted"): "return_order_process",
    (Claim.Kind.RETURN, "collected"): "pickup_complete_order",
    (Claim.Kind.RETURN, "done"): "return_order",
    (Claim.Kind.EXCHANGE, "requested"): "exchange_order_request",
    (Claim.Kind.EXCHANGE, "accepted"): "exchange_ready",
    (Claim.Kind.EXCHANGE, "collected"): "pickup_complete_order",
    (Claim.Kind.EXCHANGE, "done"): "exchange_order",
}
FINER: Final = frozenset({"order.prepared", "order.cancelled_unpaid"})  # by the status that items came to


def code_of(entry: AuditEntry) -> str:
    """The code of what an entry tells of."""
    noun, _dot, verb = entry.action.partition(".")
    if noun == "claim":
        return OF_CLAIM.get((entry.after["kind"], verb), f"claim_{verb}")
    code = OF_ACTION[entry.action]
    return OF_STATUS.get(entry.after.get("status", ""), code) if entry.action in FINER else code
