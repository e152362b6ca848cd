"""Preparation, holds and what may not be moved."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from orders.domain.hold_items import hold_items, unhold_items
from orders.domain.prepare_items import prepare_items
from orders.domain.progress import StatusRefused
from orders.models import ItemStatus, Order, OrderStage
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


def entries(order: Order) -> list[str]:
    found = AuditEntry.objects.filter(object_type="order", object_id=order.pk).order_by("id")
    return list(found.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("wanted", "stage"),
    [
        (ItemStatus.PREPARING_SHIPMENT, OrderStage.PREPARING),
        (ItemStatus.AWAITING_SHIPMENT, OrderStage.AWAITING_SHIPMENT),
    ],
)
def test_a_paid_order_goes_through_preparation_once(inside, wanted, stage):
    order = make_paid_order()
    for _each in range(2):
        prepare_items(order.pk, wanted, actor=SYSTEM)
    order.refresh_from_db()
    assert statuses_of(order) == [wanted]
    assert order.stage == stage
    assert entries(order) == ["order.placed", "order.paid", "order.prepared"]


def test_preparation_goes_back_as_well(inside):
    order = make_paid_order()
    prepare_items(order.pk, ItemStatus.AWAITING_SHIPMENT, actor=SYSTEM)
    prepare_items(order.pk, ItemStatus.PREPARING_PRODUCT, actor=SYSTEM)
    order.refresh_from_db()
    assert (statuses_of(order), order.stage) == ([ItemStatus.PREPARING_PRODUCT], OrderStage.PREPARING)


def test_only_the_named_items_move_and_the_earliest_names_the_stage(inside):
    order = make_paid_order(make_product(), make_product())
    second = order.items.get(line_no=2)
    prepare_items(order.pk, ItemStatus.AWAITING_SHIPMENT, item_ids=[second.pk], actor=SYSTEM)
    order.refresh_from_db()
    assert statuses_of(order) == [ItemStatus.PREPARING_PRODUCT, ItemStatus.AWAITING_SHIPMENT]
    assert order.stage == OrderStage.PREPARING


def test_an_unpaid_order_is_not_prepared_nor_held(inside):
    order = make_order()
    for step in (
        lambda: prepare_items(order.pk, ItemStatus.PREPARING_SHIPMENT, actor=SYSTEM),
        lambda: hold_items(order.pk, actor=SYSTEM),
        lambda: unhold_items(order.pk, actor=SYSTEM),
    ):
        with pytest.raises(StatusRefused):
            step()
    assert statuses_of(order) == [ItemStatus.AWAITING_PAYMENT]
    assert entries(order) == ["order.placed"]


def test_an_item_of_another_order_is_refused(inside):
    order, other = make_paid_order(), make_paid_order()
    with pytest.raises(StatusRefused):
        prepare_items(order.pk, ItemStatus.AWAITING_SHIPMENT, item_ids=[other.items.get().pk], actor=SYSTEM)
    assert statuses_of(other) == [ItemStatus.PREPARING_PRODUCT]


def test_a_step_that_is_none_is_a_mistake_in_code(inside):
    with pytest.raises(ValueError, match="no step"):
        prepare_items(make_paid_order().pk, ItemStatus.DELIVERED, actor=SYSTEM)
