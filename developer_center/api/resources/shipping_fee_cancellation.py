"""The shipping fee of an order, given back by itself. Shapes: not in our contract (C), from the public manual."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import found, refusing, wrong
from developer_center.api.operation import operation
from developer_center.api.params import TF
from developer_center.api.resources.order_codes import (
    METHODS,
    REASON_OF_LETTER,
    order_named,
    reason_of,
)
from developer_center.api.resources.order_rows import with_facts
from developer_center.wire import dec2
from developer_center.wire_orders import LETTER_OF_REASON
from orders.domain.claims.cancel_fee import cancel_shipping_fee
from orders.domain.claims.request import BankAccount
from orders.domain.claims.rules import ClaimRefused
from orders.models import Claim, Order, Refund
from orders.queries.claims import fee_cancellations

PATH: Final = "orders/{order_id}/shippingfeecancellation"
FEES: Final = (
    "default_shipping_fee:dec2, supplier_shipping_fee:dec2, individual_shipping_fee:dec2,"
    " international_shipping_fee:dec2, international_shipping_insurance_fee:dec2, additional_shipping_fee:dec2,"
    " additional_handling_fee:dec2, regional_surcharge_amount:dec2"
)
ROW: Final = (
    "{shop_no:int, order_id:str, claim_code:str, claim_reason_type:code1, claim_reason:str, status:canceled/canceling, "
    + FEES
    + ", refund_method:str, shipping_discount_amount:dec2, coupon_discount_amount:dec2, refund_amount:dec2,"
    " point_used:dec2, credit_used:dec2, mixed_refund_amount:dec2, mixed_refund_methods:null, include_tax:TF, tax:null}"
)
# Fees and discounts on them that this platform does not know: suppliers, surcharges, coupons for shipping, points.
NONE_HERE: Final = dict.fromkeys(
    (
        "supplier_shipping_fee",
        "individual_shipping_fee",
        "international_shipping_insurance_fee",
        "additional_shipping_fee",
        "additional_handling_fee",
        "regional_surcharge_amount",
        "shipping_discount_amount",
        "coupon_discount_amount",
        "point_used",
        "credit_used",
        "mixed_refund_amount",
    ),
    "0.00",
)


class FeeCancellation(serializers.Serializer[Any]):
    """Body of POST. The money goes back the way it came, so `refund_method_code` is not asked for."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    claim_reason_type = serializers.ChoiceField(choices=sorted(REASON_OF_LETTER), required=False, default="I")
    recover_coupon = TF(required=False, default=False)
    refund_bank_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    refund_bank_account_no = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    refund_bank_account_holder = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


@operation("GET", PATH, answers=f"{{shippingfeecancellation:[{ROW}]}}")
def fee_cancelled(call: Call, order_id: str) -> list[dict[str, Any]]:
    """When the order's fee went back by itself, oldest first. Three queries."""
    order: Any = found(with_facts(Order.objects.all()), f"Order {order_id}", number=order_id[:20])
    is_home = order.receiver_country == order.home
    return [_row(claim, order, is_home=is_home) for claim in fee_cancellations(order)]


@operation(
    "POST", PATH, body=FeeCancellation, answers="{shippingfeecancellation:{shop_no:int, order_id:str, claim_code:str}}"
)
def cancel_fee(call: Call, order_id: str) -> dict[str, Any]:
    """Give back what is left of the fee."""
    order, body = order_named(order_id), call.body
    if body["recover_coupon"]:
        raise wrong("recover_coupon", "A coupon goes back with the whole order alone.")
    bank = BankAccount(body["refund_bank_name"], body["refund_bank_account_no"], body["refund_bank_account_holder"])
    with refusing("order_id", {ClaimRefused: "Nothing is left of a shipping fee that was paid."}):
        claim = cancel_shipping_fee(
            order.pk,
            reason=reason_of(body["claim_reason_type"], Claim.Kind.CANCEL),
            detail=body["reason"],
            bank=bank,
            actor=call.actor,
        )
    return {"shop_no": order.shop_no, "order_id": order.number, "claim_code": claim.code}


def _row(claim: Claim, order: Order, *, is_home: bool) -> dict[str, Any]:
    refunds = list(claim.refunds.all())
    fee = {"default_shipping_fee" if is_home else "international_shipping_fee": dec2(claim.shipping_refund)}
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "claim_code": claim.code,
        "claim_reason_type": LETTER_OF_REASON[claim.reason],
        "claim_reason": claim.detail,
        "status": "canceled" if all(one.state == Refund.State.DONE for one in refunds) else "canceling",
        "default_shipping_fee": "0.00",
        "international_shipping_fee": "0.00",
        **NONE_HERE,
        **fee,
        "refund_method": METHODS.get(order.payment_method, ("", ""))[1],
        "refund_amount": dec2(claim.refund_amount),
        "mixed_refund_methods": None,
        "include_tax": "T",
        "tax": None,
    }
