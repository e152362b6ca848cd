"""What an order comes to: the one formula, and an order's amounts worked out anew from its lines."""

from __future__ import annotations

from decimal import Decimal

from orders.models import Order, OrderItem


def total_of(*, items: Decimal, discount: Decimal, coupon: Decimal, shipping_fee: Decimal) -> Decimal:
    """What the shopper pays: items less discounts and coupon, plus the shipping fee."""
    return items - discount - coupon + shipping_fee


def weight_of(items: list[OrderItem]) -> int:
    """Grams of some lines; a line without a weight counts nothing."""
    return sum((item.weight_grams or 0) * item.quantity for item in items)


def amount_of(items: list[OrderItem]) -> Decimal:
    """Some lines before any discount."""
    return sum((Decimal(item.unit_price) * item.quantity for item in items), Decimal(0))


def retotal(order: Order, items: list[OrderItem], *, shipping_fee: Decimal) -> None:
    """Set a locked, unpaid order's amounts from all its lines; its discounts and coupon stay as they were taken."""
    order.items_amount, order.total_weight_grams = amount_of(items), weight_of(items)
    order.shipping_fee = shipping_fee
    order.total_amount = total_of(
        items=order.items_amount,
        discount=order.discount_amount,
        coupon=order.coupon_amount,
        shipping_fee=shipping_fee,
    )
    order.save(update_fields=["items_amount", "total_weight_grams", "shipping_fee", "total_amount", "updated_at"])
