"""Delivered, and kept."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from orders.domain.deliver_items import confirm_purchase, deliver_items
from orders.domain.progress import StatusRefused
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, OrderStage
from tests.orders.shop import SYSTEM, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


def test_a_parcel_is_delivered_with_the_last_of_its_items(inside):
    order = make_paid_order(make_product(), make_product())
    parcel = ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    first, second = order.items.order_by("line_no")
    deliver_items(order.pk, item_ids=[first.pk], actor=SYSTEM)
    parcel.refresh_from_db()
    assert parcel.delivered_at is None
    for _each in range(2):
        deliver_items(order.pk, item_ids=[second.pk], actor=SYSTEM)
    parcel.refresh_from_db()
    order.refresh_from_db()
    assert parcel.delivered_at is not None
    assert order.stage == OrderStage.DELIVERED
    assert order.items.filter(delivered_at__isnull=False).count() == 2
    assert AuditEntry.objects.filter(action="order.delivered").count() == 2


def test_what_has_not_left_is_not_delivered(inside):
    order = make_paid_order()
    with pytest.raises(StatusRefused):
        deliver_items(order.pk, actor=SYSTEM)


def test_a_purchase_is_confirmed_after_delivery_only_and_once(inside):
    order = make_paid_order()
    ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    with pytest.raises(StatusRefused):
        confirm_purchase(order.pk, actor=SYSTEM)
    deliver_items(order.pk, actor=SYSTEM)
    for _each in range(2):
        confirm_purchase(order.pk, actor=SYSTEM)
    order.refresh_from_db()
    assert (statuses_of(order), order.stage) == ([ItemStatus.PURCHASE_CONFIRMED], OrderStage.DELIVERED)
    assert order.items.get().confirmed_at is not None
    assert AuditEntry.objects.filter(action="order.confirmed").count() == 1
