"""The nightly close: unpaid orders past their day are cancelled, parcels sent long ago count as delivered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, Job, Mall
from orders.domain.close_overdue import CLOSE_TASK, close_overdue, close_overdue_everywhere
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, Order, ShippingPolicy
from tests.ledger import run_due_jobs
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


def age(order: Order, days: float) -> None:
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - dt.timedelta(days=days))


def close(mall: Mall) -> tuple[int, int]:
    with tenancy.acting_for(mall.pk):
        return close_overdue()


@pytest.mark.parametrize(("days", "cancelled"), [(2.9, 0), (3.1, 1)])
def test_an_unpaid_order_is_cancelled_after_the_shops_days(mall, days, cancelled):
    with tenancy.mall(mall.pk):
        product = make_product(stock=5)
        order = make_order(product)
        age(order, days)
    assert close(mall) == (cancelled, 0)
    assert close(mall) == (0, 0)
    with tenancy.mall(mall.pk):
        assert product.variants.get().stock == 4 + cancelled
        wanted = ItemStatus.CANCELLED_UNPAID_BY_ITSELF if cancelled else ItemStatus.AWAITING_PAYMENT
        assert statuses_of(order) == [wanted]


def test_zero_days_cancel_nothing_and_paid_orders_stay(mall):
    with tenancy.mall(mall.pk):
        age(make_paid_order(), 30)
        ShippingPolicy.objects.create(shop_no=1, cancels_unpaid_after_days=0)
        age(make_order(), 30)
    assert close(mall) == (0, 0)


@pytest.mark.parametrize(("after_days", "delivered"), [(None, 0), (7, 1), (9, 0)])
def test_what_was_sent_long_ago_counts_as_delivered_where_that_is_set(mall, after_days, delivered):
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(shop_no=1, delivers_after_days=after_days)
        order = make_paid_order(make_product(), make_product())
        first, second = order.items.order_by("line_no")
        for number, item in enumerate((first, second)):
            ship_items(order.pk, Shipment("0006", str(number), frozenset({item.pk})), actor=SYSTEM)
        order.items.filter(pk=first.pk).update(shipped_at=timezone.now() - dt.timedelta(days=8))
    assert close(mall) == (0, delivered)
    with tenancy.mall(mall.pk):
        assert statuses_of(order)[1] == ItemStatus.IN_TRANSIT
        assert (statuses_of(order)[0] == ItemStatus.DELIVERED) == bool(delivered)


def test_each_open_mall_with_recent_orders_gets_its_job(mall, other_mall):
    Mall.objects.filter(pk=other_mall.pk).update(last_active_at=timezone.now() - dt.timedelta(days=401))
    with tenancy.mall(mall.pk):
        age(make_order(), 10)
    assert close_overdue_everywhere() == 1
    assert list(Job.objects.filter(task=CLOSE_TASK).values_list("mall_id", flat=True)) == [mall.pk]
    run_due_jobs(CLOSE_TASK)
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="order.cancelled_unpaid", actor_kind="system").count() == 1
