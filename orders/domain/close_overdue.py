"""What happens to orders by the calendar: unpaid ones are cancelled, sent ones count as delivered (screens.md 4.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Final

import structlog
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import enqueue
from accounts.models import Mall, Shop
from accounts.tenancy import acted_for
from orders.domain.cancel_unpaid import NotUnpaid, cancel_unpaid
from orders.domain.deliver_overdue import deliver_overdue
from orders.models import ItemStatus, Order, OrderItem, OrderStage, ShippingPolicy

log = structlog.get_logger(__name__)

CLOSE_TASK: Final = "orders.close_overdue"
LOOKS_BACK: Final = dt.timedelta(days=400)
ORDERS_AT_A_TIME: Final = 200


def close_overdue_everywhere(now: dt.datetime | None = None) -> int:
    """Write a job for each open mall that anybody ordered from lately (placing an order stamps its activity)."""
    now = now or timezone.now()
    malls = Mall.objects.open().filter(last_active_at__gte=now - LOOKS_BACK).order_by("pk").values_list("pk", flat=True)
    count = 0
    for mall_id in malls.iterator(chunk_size=1000):
        enqueue(CLOSE_TASK, mall_id=mall_id)
        count += 1
    return count


def close_overdue(now: dt.datetime | None = None) -> tuple[int, int]:
    """In the mall that is acted for: cancel overdue unpaid orders and deliver what was sent long ago, shop by shop.

    Answers how many orders were cancelled and how many were marked delivered. Each cancellation is a transaction of
    its own, for it takes locks on stock; deliveries are one per 200 orders. So a second run goes on where the first
    ended, and an order that moved on in the meantime is passed over.
    """
    now = now or timezone.now()
    cancelled = delivered = 0
    with tenancy.step():
        shop_nos = list(Shop.objects.filter(mall_id=acted_for()).order_by("shop_no").values_list("shop_no", flat=True))
        policies = {policy.shop_no: policy for policy in ShippingPolicy.objects.all()}
    for shop_no in shop_nos:
        policy = policies.get(shop_no) or ShippingPolicy(shop_no=shop_no)
        if policy.cancels_unpaid_after_days:
            before = now - dt.timedelta(days=policy.cancels_unpaid_after_days)
            cancelled += _cancel_all(partial(_unpaid, shop_no, before))
        if policy.delivers_after_days:
            before = now - dt.timedelta(days=policy.delivers_after_days)
            delivered += _deliver(shop_no, before)
    return cancelled, delivered


def _cancel_all(find: Callable[[int], list[int]]) -> int:
    """Go through ids in their order, a piece at a time; what is refused is not found again."""
    count = last = 0
    while True:
        with tenancy.step():
            ids = find(last)
        if not ids:
            return count
        for order_id in ids:
            with tenancy.step():
                count += _cancel(order_id)
        last = ids[-1]


def _unpaid(shop_no: int, before: dt.datetime, last: int) -> list[int]:
    rows = Order.objects.filter(
        shop_no=shop_no, stage=OrderStage.AWAITING_PAYMENT, placed_at__lt=before, pk__gt=last, paid_at__isnull=True
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:ORDERS_AT_A_TIME])


def _sent(shop_no: int, before: dt.datetime, last: int) -> list[int]:
    rows = OrderItem.objects.filter(
        status=ItemStatus.IN_TRANSIT, shipped_at__lt=before, order__shop_no=shop_no, order_id__gt=last
    )
    return list(rows.order_by("order_id").values_list("order_id", flat=True).distinct()[:ORDERS_AT_A_TIME])


def _cancel(order_id: int) -> bool:
    try:
        cancel_unpaid(order_id, way=ItemStatus.CANCELLED_UNPAID_BY_ITSELF, actor=Actor.system())
    except NotUnpaid:
        log.info("paid_in_the_meantime", order_id=order_id)
        return False
    return True


def _deliver(shop_no: int, before: dt.datetime) -> int:
    count = last = 0
    while True:
        with tenancy.step():
            ids = _sent(shop_no, before, last)
            if not ids:
                return count
            count += deliver_overdue(ids, before=before, actor=Actor.system())
        last = ids[-1]
