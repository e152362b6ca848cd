"""Holding items back from shipping."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from orders.domain.hold_items import hold_items, unhold_items
from orders.domain.progress import StatusRefused
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, OrderStage
from tests.orders.shop import SYSTEM, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


def test_a_held_order_ships_only_after_its_release(inside):
    order = make_paid_order()
    hold_items(order.pk, reason="customer asked", actor=SYSTEM)
    order.refresh_from_db()
    assert order.stage == OrderStage.HELD
    with pytest.raises(StatusRefused):
        ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    unhold_items(order.pk, actor=SYSTEM)
    order.refresh_from_db()
    assert (statuses_of(order), order.stage) == ([ItemStatus.PREPARING_SHIPMENT], OrderStage.PREPARING)
    assert AuditEntry.objects.get(action="order.held").reason == "customer asked"


def test_a_second_call_changes_nothing(inside):
    order = make_paid_order()
    for _each in range(2):
        hold_items(order.pk, actor=SYSTEM)
    assert AuditEntry.objects.filter(action="order.held").count() == 1


def test_one_held_item_puts_the_order_among_the_held_ones_while_the_other_ships(inside):
    order = make_paid_order(make_product(), make_product())
    first, second = order.items.order_by("line_no")
    hold_items(order.pk, item_ids=[first.pk], actor=SYSTEM)
    ship_items(order.pk, Shipment("0006", "1", frozenset({second.pk})), actor=SYSTEM)
    order.refresh_from_db()
    assert statuses_of(order) == [ItemStatus.SHIPMENT_HELD, ItemStatus.IN_TRANSIT]
    assert order.stage == OrderStage.HELD
