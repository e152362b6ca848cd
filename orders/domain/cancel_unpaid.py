"""Cancel an order before it is paid: by the store, by the buyer, or because its time is over (screens.md 4.5)."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.choose_items import codes_of
from orders.domain.give_back_discounts import coupons_of, give_back_discounts
from orders.domain.progress import lock_order, refresh_stage
from orders.domain.restock import restock
from orders.models import ItemStatus, Order, OrderItem, OrderStage, Payment

WAYS: Final = frozenset(
    {
        ItemStatus.CANCELLED_UNPAID_BY_BUYER,
        ItemStatus.CANCELLED_UNPAID_BY_ITSELF,
        ItemStatus.CANCELLED_UNPAID_BY_ADMIN,
    }
)


class NotUnpaid(Exception):
    """The order is paid, so it is cancelled by a claim with its refund."""


@transaction.atomic
def cancel_unpaid(
    order_id: int, *, way: ItemStatus = ItemStatus.CANCELLED_UNPAID_BY_ADMIN, reason: str = "", actor: Actor
) -> Order:
    """Cancel a whole order that awaits its payment: stock and coupons go back, attempts to pay it end.

    `way` says whose doing it was (C47, C48, C49). A second call changes nothing. Raises NotUnpaid once it is paid;
    of a payment and a cancellation at the same time, whichever locks the order first wins.
    """
    if way not in WAYS:
        raise ValueError(f"{way} is no way to cancel before payment")
    order = lock_order(order_id)
    if order.payment_status == Order.PaymentStatus.CANCELLED:
        return order
    if order.paid_at is not None or order.stage != OrderStage.AWAITING_PAYMENT:
        raise NotUnpaid(order.number)
    items = list(OrderItem.objects.filter(order=order, status=ItemStatus.AWAITING_PAYMENT).order_by("line_no"))
    OrderItem.objects.filter(pk__in=[item.pk for item in items]).update(status=way)
    restock((item, item.quantity) for item in items)
    given_back = give_back_discounts(order)
    now = timezone.now()
    Payment.objects.filter(order=order, state=Payment.State.WAITING).update(
        state=Payment.State.FAILED, finished_at=now, detail="order cancelled"
    )
    order.payment_status, order.cancelled_at = Order.PaymentStatus.CANCELLED, now
    order.save(update_fields=["payment_status", "cancelled_at", "updated_at"])
    refresh_stage(order)
    after = {"number": order.number, "items": codes_of(order, items), "status": way.value}
    after |= {"coupons_back": coupons_of(given_back)} if given_back else {}
    record("order.cancelled_unpaid", order, actor=actor, after=after, reason=reason)
    return order
