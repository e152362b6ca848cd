"""Mark as delivered what was sent long ago, many orders with one statement per table (screens.md 4.5)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, Line, record_many
from orders.domain.choose_items import codes_of
from orders.domain.progress import refresh_stages
from orders.models import ItemStatus, Order, OrderItem, Parcel


@transaction.atomic
def deliver_overdue(order_ids: Collection[int], *, before: dt.datetime, actor: Actor) -> int:
    """Mark as delivered what left before a time and is still in transit, and say of how many orders.

    As `deliver_items` does for one order; each gets its entry in the log. What moved on meanwhile is passed over, so a
    second call changes nothing. Statements do not grow with the orders; a few hundred at a time keep locks short.
    """
    orders = list(Order.objects.select_for_update().filter(pk__in=order_ids).order_by("pk"))
    rows = OrderItem.objects.filter(order__in=orders, status=ItemStatus.IN_TRANSIT, shipped_at__lt=before)
    by_order: dict[int, list[OrderItem]] = defaultdict(list)
    for item in rows.order_by("order_id", "line_no"):
        by_order[item.order_id].append(item)
    orders = [order for order in orders if order.pk in by_order]
    if not orders:
        return 0
    now = timezone.now()
    items = [item for one in by_order.values() for item in one]
    OrderItem.objects.filter(pk__in=[item.pk for item in items]).update(status=ItemStatus.DELIVERED, delivered_at=now)
    on_their_way = OrderItem.objects.filter(order__in=orders, status=ItemStatus.IN_TRANSIT).values_list("parcel_id")
    arrived = Parcel.objects.filter(pk__in={item.parcel_id for item in items}, delivered_at__isnull=True)
    arrived.exclude(pk__in=[parcel_id for (parcel_id,) in on_their_way]).update(delivered_at=now)
    refresh_stages(orders)
    record_many("order.delivered", [_line(order, by_order[order.pk]) for order in orders], actor=actor)
    return len(orders)


def _line(order: Order, items: list[OrderItem]) -> Line:
    after = {"number": order.number, "items": codes_of(order, items), "status": ItemStatus.DELIVERED.value}
    return Line(order, after=after)
