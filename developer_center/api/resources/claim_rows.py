"""Cancellations, returns and exchanges as rows of the wire. Shape: not in our contract (C), after Cafe24's manual."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from developer_center.api.resources.order_codes import METHODS, item_code
from developer_center.wire import dec2, moment, tf
from developer_center.wire_orders import LETTER_OF_REASON
from orders.models import Claim, ClaimItem, Order

CLAIM_SHAPE: Final = (
    "{shop_no:int, order_id:str, claim_code:str, status:str, claim_reason_type:code1, claim_reason:str, "
    "claim_due_date:dt, requested_date:dt, accepted_date:dt, completed_date:dt, undone:TF, undone_reason:str, "
    "by_customer:TF, refund_methods:[str], order_price_amount:dec2, refund_amount:dec2, refund_shipping_fee:dec2, "
    "return_shipping_fee:dec2, defer_commission:dec2, refund_bank_name:str, refund_bank_account_no:str, "
    "refund_bank_account_holder:str, items:[{order_item_code:str, quantity:int, recover_inventory:TF, "
    "order_status:str, product_no:int, product_name:str}]}"
)
State = Claim.State
# Words of the manual for what a claim has come to; a claim that is only asked for is "requested".
WORDS: Final[dict[str, dict[str, str]]] = {
    Claim.Kind.CANCEL: {State.ACCEPTED: "canceling", State.DONE: "canceled"},
    Claim.Kind.RETURN: {State.ACCEPTED: "accepted", State.COLLECTED: "collected", State.DONE: "returned"},
    Claim.Kind.EXCHANGE: {State.ACCEPTED: "accepted", State.COLLECTED: "collected", State.DONE: "exchanged"},
}
UNDONE: Final = (State.REFUSED, State.WITHDRAWN)


def claim_word(claim: Claim) -> str:
    """Where a claim stands, in the words of the wire."""
    return WORDS[claim.kind].get(claim.state, str(claim.state))


def rows_of(claim: Claim) -> list[ClaimItem]:
    """Items of a claim in line order."""
    return list(ClaimItem.objects.filter(claim=claim).select_related("item").order_by("item__line_no"))


def claim_row(claim: Claim, order: Order, rows: Sequence[ClaimItem]) -> dict[str, Any]:
    """One claim with its items."""
    price = sum((Decimal(row.item.unit_price) * row.quantity for row in rows), Decimal(0))
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "claim_code": claim.code,
        "status": claim_word(claim),
        "claim_reason_type": LETTER_OF_REASON[claim.reason],
        "claim_reason": claim.detail,
        "claim_due_date": None,
        "requested_date": moment(claim.requested_at),
        "accepted_date": moment(claim.decided_at),
        "completed_date": moment(claim.finished_at),
        "undone": tf(claim.state in UNDONE),
        "undone_reason": claim.refusal,
        "by_customer": tf(claim.is_by_shopper),
        "refund_methods": [METHODS.get(order.payment_method, ("point", ""))[0]] if claim.refund_amount else [],
        "order_price_amount": dec2(price),
        "refund_amount": dec2(claim.refund_amount),
        "refund_shipping_fee": dec2(claim.shipping_refund),
        "return_shipping_fee": dec2(claim.shipping_charge),
        "defer_commission": dec2(0),
        "refund_bank_name": claim.refund_bank_name,
        "refund_bank_account_no": claim.refund_account_number,
        "refund_bank_account_holder": claim.refund_account_holder,
        "items": [
            {
                "order_item_code": item_code(order, row.item.line_no),
                "quantity": row.quantity,
                "recover_inventory": tf(row.restocks),
                "order_status": row.item.status,
                "product_no": row.item.product_id or 0,
                "product_name": row.item.product_name,
            }
            for row in rows
        ],
    }
