"""Parcels: whole orders, parts of orders, and what is refused."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from orders.domain.change_parcel import change_parcel
from orders.domain.progress import StatusRefused
from orders.domain.ship_items import CarrierUnknown, Shipment, TrackingNumberMissing, ship_items
from orders.models import ItemStatus, OrderStage, Parcel
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


def test_a_whole_order_leaves_in_one_parcel(inside):
    order = make_paid_order(make_product(), make_product())
    parcel = ship_items(order.pk, Shipment("0006", " 6501 2345 "), actor=SYSTEM)
    order.refresh_from_db()
    assert statuses_of(order) == [ItemStatus.IN_TRANSIT] * 2
    assert order.stage == OrderStage.IN_TRANSIT
    assert (parcel.parcel_no, parcel.tracking_number, parcel.weight_grams) == (1, "65012345", 600)
    assert not parcel.is_overseas
    after = AuditEntry.objects.get(action="order.shipped").after
    assert after["is_complete"] is True
    assert after["parcel_id"] == parcel.pk


def test_a_part_leaves_first_and_the_rest_later(inside):
    order = make_paid_order(make_product(), make_product())
    first, second = order.items.order_by("line_no")
    ship_items(order.pk, Shipment("0006", "1", frozenset({first.pk})), actor=SYSTEM)
    order.refresh_from_db()
    assert order.stage == OrderStage.PREPARING
    assert AuditEntry.objects.get(action="order.shipped").after["is_complete"] is False
    ship_items(order.pk, Shipment("0018", "2", frozenset({second.pk})), actor=SYSTEM)
    order.refresh_from_db()
    assert order.stage == OrderStage.IN_TRANSIT
    assert list(order.items.order_by("line_no").values_list("parcel__parcel_no", flat=True)) == [1, 2]


@pytest.mark.parametrize("names_items", [True, False])
def test_a_form_that_is_sent_twice_makes_one_parcel(inside, names_items):
    order = make_paid_order()
    items = frozenset({order.items.get().pk}) if names_items else None
    first = ship_items(order.pk, Shipment("0006", "1", items), actor=SYSTEM)
    assert ship_items(order.pk, Shipment("0006", "1", items), actor=SYSTEM).pk == first.pk
    assert Parcel.objects.count() == 1
    assert AuditEntry.objects.filter(action="order.shipped").count() == 1


def test_an_item_leaves_only_once(inside):
    order = make_paid_order(make_product(), make_product())
    first, second = order.items.order_by("line_no")
    ship_items(order.pk, Shipment("0006", "1", frozenset({first.pk})), actor=SYSTEM)
    with pytest.raises(StatusRefused):
        ship_items(order.pk, Shipment("0006", "2", frozenset({first.pk, second.pk})), actor=SYSTEM)
    assert statuses_of(order) == [ItemStatus.IN_TRANSIT, ItemStatus.PREPARING_PRODUCT]


@pytest.mark.parametrize(
    ("shipment", "error"),
    [
        (Shipment("0006", "  "), TrackingNumberMissing),
        (Shipment("nobody", "1"), CarrierUnknown),
        (Shipment("0006", "1", frozenset()), StatusRefused),
        (Shipment("0006", "1", frozenset({999_999_999})), StatusRefused),
    ],
)
def test_a_refused_parcel_leaves_the_order_as_it_was(inside, shipment, error):
    order = make_paid_order()
    with pytest.raises(error):
        ship_items(order.pk, shipment, actor=SYSTEM)
    assert statuses_of(order) == [ItemStatus.PREPARING_PRODUCT]
    assert not Parcel.objects.exists()


def test_an_unpaid_order_does_not_leave(inside):
    with pytest.raises(StatusRefused):
        ship_items(make_order().pk, Shipment("0006", "1"), actor=SYSTEM)


def test_own_delivery_needs_no_tracking_number(inside):
    assert ship_items(make_paid_order().pk, Shipment("0001"), actor=SYSTEM).tracking_number == ""


def test_a_parcel_abroad_says_so(inside):
    order = make_paid_order()
    order.receiver_country = "JP"
    order.save()
    assert ship_items(order.pk, Shipment("0039", "EE1"), actor=SYSTEM).is_overseas


def test_a_tracking_number_is_corrected_with_both_values_in_the_log(inside):
    order = make_paid_order()
    ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    for _each in range(2):
        change_parcel(order.pk, 1, carrier="0006", tracking_number="2", actor=SYSTEM)
    entry = AuditEntry.objects.get(action="parcel.changed")
    assert entry.object_id == order.pk
    assert (entry.before, entry.after["tracking_number"]) == ({"tracking_number": "1"}, "2")


def test_a_corrected_parcel_still_needs_its_number(inside):
    order = make_paid_order()
    ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    with pytest.raises(TrackingNumberMissing):
        change_parcel(order.pk, 1, carrier="0006", tracking_number="", actor=SYSTEM)
    with pytest.raises(Parcel.DoesNotExist):
        change_parcel(order.pk, 2, carrier="0006", tracking_number="2", actor=SYSTEM)
