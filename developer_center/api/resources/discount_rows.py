"""Discounts and coupons that orders took, as rows of the wire. Shape: not in our contract (C), after the manual."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from developer_center.wire import dec2
from orders.models import Discount, DiscountUse, Order

BENEFIT_SHAPE: Final = (
    "{shop_no:int, order_id:str, order_item_code:str, benefit_no:int, benefit_title:str, benefit_name:str, "
    "benefit_code:str, benefit_percent:dec2, benefit_value:dec2, benefit_app_key:str}"
)
COUPON_SHAPE: Final = (
    "{shop_no:int, order_id:str, order_item_code:str, coupon_name:str, coupon_code:str, coupon_percentage:dec2, "
    "coupon_value:dec2, coupon_value_final:dec2}"
)


def uses_of(order_ids: Collection[int]) -> list[DiscountUse]:
    """What orders took and did not give back, in the order of taking; one query."""
    uses: list[DiscountUse] = list(
        DiscountUse.objects.held().filter(order_id__in=order_ids).select_related("discount").order_by("id")
    )
    return uses


def benefit_row(use: DiscountUse, order: Order) -> dict[str, Any]:
    """A period discount. It is of the whole order, so it names no item."""
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "order_item_code": "",
        "benefit_no": use.discount_id,
        "benefit_title": "Period discount",
        "benefit_name": use.discount.name,
        "benefit_code": "DP",
        "benefit_percent": dec2(use.discount.percent),
        "benefit_value": dec2(use.amount),
        "benefit_app_key": "",
    }


def coupon_row(use: DiscountUse, order: Order) -> dict[str, Any]:
    """A coupon: its rule, and what it took off."""
    is_amount = use.discount.unit == Discount.Unit.AMOUNT
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "order_item_code": "",
        "coupon_name": use.discount.name,
        "coupon_code": use.discount.code,
        "coupon_percentage": dec2(use.discount.percent),
        "coupon_value": dec2(use.discount.amount if is_amount else 0),
        "coupon_value_final": dec2(use.amount),
    }
