"""What was sent long ago is delivered set by set: the statements are the same for one order and for many."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, Job
from orders.domain.deliver_overdue import deliver_overdue
from orders.domain.mails.on_action import MAIL_TASK
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, Order, OrderItem, OrderStage, Parcel
from tests.orders.claiming import ask
from tests.orders.shop import SYSTEM, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=8)


def sent_long_ago() -> Order:
    order = make_paid_order()
    ship_items(order.pk, Shipment("0006", "123"), actor=SYSTEM)
    OrderItem.objects.filter(order=order).update(shipped_at=timezone.now() - LONG_AGO)
    return order


def deliver(*orders: Order) -> int:
    before = timezone.now() - dt.timedelta(days=7)
    return deliver_overdue([order.pk for order in orders], before=before, actor=SYSTEM)


def facts(order: Order) -> tuple[str, bool]:
    order.refresh_from_db()
    return order.stage, order.has_open_claim


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_orders(mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        orders = [sent_long_ago() for _each in range(count)]
        # Two savepoints, begun and ended; orders and items read, items and parcels written; statuses and claims read,
        # orders written; entries; jobs for the mails.
        with django_assert_num_queries(13):
            assert deliver(*orders) == count
        assert [facts(order) for order in orders] == [(OrderStage.DELIVERED, False)] * count


def test_each_order_has_its_entry_and_its_mail_and_a_second_call_changes_nothing(mall):
    with tenancy.mall(mall.pk):
        first, second = sent_long_ago(), sent_long_ago()
        Job.objects.all().delete()
        assert [deliver(second, first), deliver(first, second)] == [2, 0]
        entries = list(AuditEntry.objects.filter(action="order.delivered").order_by("pk"))
        assert [(entry.object_id, entry.after) for entry in entries] == [
            (order.pk, {"number": order.number, "items": [f"{order.number}-01"], "status": "N40"})
            for order in (first, second)
        ]
        assert Parcel.objects.filter(delivered_at__isnull=True).count() == 0
    jobs = Job.objects.filter(task=MAIL_TASK).order_by("pk").values_list("arguments", flat=True)
    assert list(jobs) == [{"entry_id": entry.pk} for entry in entries]


def test_what_is_not_overdue_or_in_a_claim_stays_and_so_does_its_parcel(mall):
    with tenancy.mall(mall.pk):
        order = make_paid_order(make_product(), make_product())
        old, _new = order.items.order_by("line_no")
        parcel = ship_items(order.pk, Shipment("0006", "123"), actor=SYSTEM)
        OrderItem.objects.filter(pk=old.pk).update(shipped_at=timezone.now() - LONG_AGO)
        claimed = sent_long_ago()
        deliver_first = OrderItem.objects.filter(order=claimed)
        deliver_first.update(status=ItemStatus.DELIVERED, delivered_at=timezone.now())
        ask(claimed, "return")
        assert deliver(order, claimed) == 1
        assert statuses_of(order) == [ItemStatus.DELIVERED, ItemStatus.IN_TRANSIT]
        assert facts(order) == (OrderStage.IN_TRANSIT, False)
        parcel.refresh_from_db()
        assert (parcel.delivered_at, facts(claimed)[1]) == (None, True)
        assert AuditEntry.objects.filter(action="order.delivered").count() == 1


def test_another_malls_orders_are_not_touched(mall, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = sent_long_ago()
    with tenancy.mall(mall.pk):
        assert deliver(theirs) == 0
    with tenancy.mall(other_mall.pk):
        assert statuses_of(theirs) == [ItemStatus.IN_TRANSIT]
