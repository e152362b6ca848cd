"""What items of orders cost, and the discounts that were taken. Shapes: not in our contract (C), after the manual."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import not_found
from developer_center.api.operation import operation
from developer_center.api.params import Texts
from developer_center.api.resources.discount_rows import (
    BENEFIT_SHAPE,
    COUPON_SHAPE,
    benefit_row,
    coupon_row,
    uses_of,
)
from developer_center.wire import dec2
from orders.folding import digits
from orders.models import DiscountUse, Order, OrderItem

AMOUNT: Final = "{shop_no:int, order_id:str, order_item_code:str, payment_amount:dec2}"


class OrderNamed(serializers.Serializer[Any]):
    """Query of lists about named orders."""

    order_id = Texts()


class ItemsNamed(serializers.Serializer[Any]):
    """Query of GET orders/paymentamount."""

    order_item_code = Texts()


@operation("GET", "orders/paymentamount", params=ItemsNamed, answers=f"{{paymentamount:[{AMOUNT}]}}")
def payment_amounts(call: Call) -> list[dict[str, Any]]:
    """What was to be paid for items, their share of all discounts taken off. One query."""
    wanted = call.params["order_item_code"]
    lines = [code.rpartition("-") for code in wanted]
    orders = {number for number, _dash, _line in lines}
    rows = OrderItem.objects.filter(order__number__in=orders).select_related("order")
    items = {f"{item.order.number}-{item.line_no:02d}": item for item in rows}
    missing = [code for code in wanted if code not in items]
    if missing:
        raise not_found(f"Item {missing[0]}")
    return [_amount_row(code, items[code]) for code in wanted]


@operation("GET", "orders/coupons", params=OrderNamed, answers=f"{{coupons:[{COUPON_SHAPE}]}}")
def coupons(call: Call) -> list[dict[str, Any]]:
    """Coupons that orders took and did not give back."""
    return [coupon_row(use, order) for use, order in _uses(call) if use.discount.code]


@operation("GET", "orders/benefits", params=OrderNamed, answers=f"{{benefits:[{BENEFIT_SHAPE}]}}")
def benefits(call: Call) -> list[dict[str, Any]]:
    """Period discounts that orders took and did not give back."""
    return [benefit_row(use, order) for use, order in _uses(call) if not use.discount.code]


def _uses(call: Call) -> list[tuple[DiscountUse, Order]]:
    numbers = [digits(number) for number in call.params["order_id"]]
    orders = {order.pk: order for order in Order.objects.filter(number_digits__in=numbers)}
    return [(use, orders[use.order_id]) for use in uses_of(list(orders))]


def _amount_row(code: str, item: OrderItem) -> dict[str, Any]:
    amount = Decimal(item.unit_price) * item.quantity - Decimal(item.discount_amount)
    return {
        "shop_no": item.order.shop_no,
        "order_id": item.order.number,
        "order_item_code": code,
        "payment_amount": dec2(amount),
    }
