"""What an order came to when it was placed, and what is left of it (wire contract, Appendix A, orders)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from developer_center.wire import dec2
from orders.models import Order, OrderItem
from orders.models.status import ENDED

NOTHING: Final = Decimal(0)
CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sums:
    """Parts of an order's amount, in its currency. A discount on the whole order that is no coupon is `discount`.

    The contract has no word for our period discounts; they stand under `app_discount_amount`, so that the parts add
    up: items + shipping - discount - coupon = due.
    """

    items: Decimal
    shipping_fee: Decimal
    discount: Decimal
    coupon: Decimal
    paid: Decimal

    @property
    def due(self) -> Decimal:
        return self.items + self.shipping_fee - self.discount - self.coupon

    def row(self) -> dict[str, str]:
        nothing = dec2(NOTHING)
        return {
            "order_price_amount": dec2(self.items),
            "shipping_fee": dec2(self.shipping_fee),
            "points_spent_amount": nothing,
            "credits_spent_amount": nothing,
            "coupon_discount_price": dec2(self.coupon),
            "coupon_shipping_fee_amount": nothing,
            "membership_discount_amount": nothing,
            "shipping_fee_discount_amount": nothing,
            "set_product_discount_amount": nothing,
            "app_discount_amount": dec2(self.discount),
            "point_incentive_amount": nothing,
            "total_amount_due": dec2(self.due),
            "payment_amount": dec2(self.paid),
            "market_other_discount_amount": nothing,
            "tax": nothing,
        }


def initial_sums(order: Order) -> Sums:
    """As it was ordered."""
    return Sums(
        Decimal(order.items_amount),
        Decimal(order.shipping_fee),
        Decimal(order.discount_amount),
        Decimal(order.coupon_amount),
        Decimal(order.paid_amount),
    )


def actual_sums(order: Order, items: Sequence[OrderItem], fee_back: Decimal) -> Sums:
    """What is left after cancellations, returns and refunds; `fee_back` is the shipping fee that claims gave back."""
    living = [item for item in items if item.status not in ENDED]
    shares = [coupon_share(order, item) for item in living]
    discounts = sum((Decimal(item.discount_amount) for item in living), NOTHING)
    is_void = order.payment_status == Order.PaymentStatus.CANCELLED
    return Sums(
        sum((Decimal(item.unit_price) * item.quantity for item in living), NOTHING),
        NOTHING if is_void else max(Decimal(order.shipping_fee) - fee_back, NOTHING),
        discounts - sum(shares, NOTHING),
        sum(shares, NOTHING),
        Decimal(order.paid_amount) - Decimal(order.refunded_amount),
    )


def coupon_share(order: Order, item: OrderItem) -> Decimal:
    """How much of a line's discount is the coupon's: in proportion, as the line keeps only the sum of both."""
    both = Decimal(order.discount_amount) + Decimal(order.coupon_amount)
    if not both:
        return NOTHING
    return (Decimal(item.discount_amount) * Decimal(order.coupon_amount) / both).quantize(CENT)
