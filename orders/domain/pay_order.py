"""Mark an order as paid: its items go on to preparation and its sales are counted, once."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.money import decimals_of
from catalog.models import SaleEvent
from orders.domain.progress import lock_order, refresh_stage
from orders.models import ItemStatus, Order, OrderItem, OrderStage, Payment


class NotPayable(Exception):
    """The order was cancelled before its payment came."""


@transaction.atomic
def pay_order(order_id: int, *, gateway: str, reference: str = "", actor: Actor) -> Order:
    """Take an order's payment as received, in full, by now. A second call changes nothing.

    Its sales are written as SaleEvents in this transaction (design 6). Raises NotPayable for a cancelled order.
    """
    order = lock_order(order_id)
    if order.paid_at is not None:
        return order
    if order.stage != OrderStage.AWAITING_PAYMENT:
        raise NotPayable(order.number)
    now = timezone.now()
    order.paid_at, order.paid_amount = now, order.total_amount
    order.payment_status = Order.PaymentStatus.PAID
    order.save(update_fields=["paid_at", "paid_amount", "payment_status", "updated_at"])
    _note_payment(order, gateway, reference)
    items = list(OrderItem.objects.filter(order=order, status=ItemStatus.AWAITING_PAYMENT))
    OrderItem.objects.filter(pk__in=[item.pk for item in items]).update(status=ItemStatus.PREPARING_PRODUCT)
    SaleEvent.objects.bulk_create(_sales(order, items))
    refresh_stage(order)
    record("order.paid", order, actor=actor, after={"number": order.number, "paid": str(order.paid_amount)})
    return order


def _note_payment(order: Order, gateway: str, reference: str) -> None:
    """The attempt that waits at this gateway succeeds; where none does, the payment is a row of its own."""
    waiting = Payment.objects.filter(order=order, gateway=gateway, state=Payment.State.WAITING).order_by("-pk").first()
    payment = waiting or Payment(order=order, gateway=gateway)
    payment.amount, payment.state, payment.finished_at = order.total_amount, Payment.State.SUCCEEDED, order.paid_at
    payment.reference = reference or payment.reference
    payment.save()


def _sales(order: Order, items: list[OrderItem]) -> list[SaleEvent]:
    """One event per product: revenue is its lines less their discounts, in minor units (design 9).

    What was deleted since is product 0; the first event stands for the order itself.
    """
    units: dict[int, int] = defaultdict(int)
    revenue: dict[int, Decimal] = defaultdict(Decimal)
    for item in items:
        product_id = item.product_id or 0
        units[product_id] += item.quantity
        revenue[product_id] += item.unit_price * item.quantity - item.discount_amount
    scale = Decimal(10) ** decimals_of(order.currency)
    return [
        SaleEvent(
            shop_no=order.shop_no,
            product_id=product_id,
            paid_at=order.paid_at or timezone.now(),
            units=count,
            revenue_minor=int(revenue[product_id] * scale),
            opens_order=position == 0,
        )
        for position, (product_id, count) in enumerate(units.items())
    ]
