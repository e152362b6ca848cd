"""Mark items as delivered, and as bought for good."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.choose_items import choose_items, codes_of
from orders.domain.progress import lock_order, refresh_stage
from orders.models import ItemStatus, Order, OrderItem, Parcel


@transaction.atomic
def deliver_items(order_id: int, *, item_ids: Iterable[int] | None = None, actor: Actor) -> Order:
    """Mark items in transit as delivered; None takes all of them. Return windows count from now (R9.15).

    A parcel is delivered with the last of its items. A second call changes nothing. Raises StatusRefused for items
    that have not left or are in a claim.
    """
    order = lock_order(order_id)
    items = choose_items(order, item_ids, wanted=ItemStatus.DELIVERED, allowed=[ItemStatus.IN_TRANSIT])
    if not items:
        return order
    now = timezone.now()
    OrderItem.objects.filter(pk__in=[item.pk for item in items]).update(status=ItemStatus.DELIVERED, delivered_at=now)
    on_their_way = OrderItem.objects.filter(order=order, status=ItemStatus.IN_TRANSIT).values_list("parcel_id")
    touched = {item.parcel_id for item in items}
    arrived = Parcel.objects.filter(order=order, pk__in=touched, delivered_at__isnull=True)
    arrived.exclude(pk__in=[parcel_id for (parcel_id,) in on_their_way]).update(delivered_at=now)
    refresh_stage(order)
    after = {"number": order.number, "items": codes_of(order, items), "status": ItemStatus.DELIVERED.value}
    record("order.delivered", order, actor=actor, after=after)
    return order


@transaction.atomic
def confirm_purchase(order_id: int, *, item_ids: Iterable[int] | None = None, actor: Actor) -> Order:
    """Mark delivered items as kept by the buyer; None takes all of them. A second call changes nothing.

    Raises StatusRefused for items that are not delivered or are in a claim.
    """
    order = lock_order(order_id)
    wanted = ItemStatus.PURCHASE_CONFIRMED
    items = choose_items(order, item_ids, wanted=wanted, allowed=[ItemStatus.DELIVERED])
    if items:
        OrderItem.objects.filter(pk__in=[item.pk for item in items]).update(status=wanted, confirmed_at=timezone.now())
        refresh_stage(order)
        after = {"number": order.number, "items": codes_of(order, items), "status": wanted.value}
        record("order.confirmed", order, actor=actor, after=after)
    return order
