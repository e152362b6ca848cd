"""Refunds as rows of the wire. Shape: not in our contract (C), after Cafe24's manual."""

from __future__ import annotations

from typing import Any, Final

from developer_center.api.resources.order_codes import METHODS
from developer_center.wire import dec2, moment, tf
from orders.models import Order, Refund

REFUND_SHAPE: Final = (
    "{shop_no:int, order_id:str, refund_code:str, claim_code:str, status:TF, refund_date:dt, requested_date:dt, "
    "currency:str, payment_methods:[str], payment_gateway_name:str, refund_amount:dec2, "
    "refund_bank_name:str, refund_bank_account_no:str, refund_bank_account_holder:str, "
    "failed:TF, reason:str, include_tax:TF}"
)


def refund_row(refund: Refund, order: Order) -> dict[str, Any]:
    """One refund; status T once the money went back. Items stand under GET of its claim."""
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "refund_code": refund.code,
        "claim_code": refund.claim.code if refund.claim else "",
        "status": tf(refund.state == Refund.State.DONE),
        "refund_date": moment(refund.refunded_at),
        "requested_date": moment(refund.requested_at),
        "currency": order.currency,
        "payment_methods": [METHODS.get(refund.gateway, ("point", ""))[0]],
        "payment_gateway_name": refund.gateway,
        "refund_amount": dec2(refund.amount),
        "refund_bank_name": refund.bank_name,
        "refund_bank_account_no": refund.account_number,
        "refund_bank_account_holder": refund.account_holder,
        "failed": tf(refund.state == Refund.State.FAILED),
        "reason": refund.detail,
        "include_tax": "T",
    }
