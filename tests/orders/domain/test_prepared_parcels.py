"""Parcels that have a tracking number before they leave (wire contract 2.7, shipments standby; R2.41)."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from orders.domain.hold_items import hold_items
from orders.domain.prepared_parcels import ParcelSent, drop_parcel, prepare_parcel, send_parcel
from orders.domain.progress import StatusRefused
from orders.domain.ship_items import Shipment, TrackingNumberMissing, ship_items
from orders.models import ItemStatus, OrderStage, Parcel
from tests.orders.claiming import ask, settle
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


def test_a_prepared_parcel_waits_and_mails_nobody(inside):
    order = make_paid_order(make_product(), make_product())
    parcel = prepare_parcel(order.pk, Shipment("0006", " 6501 "), actor=SYSTEM)
    order.refresh_from_db()
    assert statuses_of(order) == [ItemStatus.AWAITING_SHIPMENT] * 2
    assert order.stage == OrderStage.AWAITING_SHIPMENT
    assert (parcel.parcel_no, parcel.tracking_number, parcel.shipped_at) == (1, "6501", None)
    assert not AuditEntry.objects.filter(action="order.shipped").exists()
    assert AuditEntry.objects.get(action="order.parcel_prepared").after["parcel_no"] == 1


def test_prepared_twice_it_is_one_parcel_and_sent_twice_it_leaves_once(inside):
    order = make_paid_order(make_product())
    shipment = Shipment("0006", "6501")
    first = prepare_parcel(order.pk, shipment, actor=SYSTEM)
    assert prepare_parcel(order.pk, shipment, actor=SYSTEM) == first
    sent = send_parcel(order.pk, first.parcel_no, actor=SYSTEM)
    again = send_parcel(order.pk, first.parcel_no, actor=SYSTEM)
    assert sent.shipped_at == again.shipped_at
    assert (sent.weight_grams, statuses_of(order)) == (300, [ItemStatus.IN_TRANSIT])
    assert AuditEntry.objects.filter(action="order.shipped").count() == 1


def test_without_named_items_it_takes_only_what_is_in_no_parcel(inside):
    order = make_paid_order(make_product(), make_product())
    first, second = order.items.order_by("line_no")
    prepare_parcel(order.pk, Shipment("0006", "1", frozenset({first.pk})), actor=SYSTEM)
    rest = prepare_parcel(order.pk, Shipment("0006", "2"), actor=SYSTEM)
    assert [item.pk for item in rest.items.all()] == [second.pk]
    with pytest.raises(StatusRefused):
        prepare_parcel(order.pk, Shipment("0006", "3"), actor=SYSTEM)


def test_a_cancelled_item_stays_behind_and_a_held_one_keeps_the_parcel_here(inside):
    order = make_paid_order(make_product(), make_product())
    parcel = prepare_parcel(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    settle(ask(order, "cancel", pieces={1: 1}))
    hold_items(order.pk, actor=SYSTEM)
    with pytest.raises(StatusRefused):
        send_parcel(order.pk, parcel.parcel_no, actor=SYSTEM)
    order.items.filter(line_no=2).update(status=ItemStatus.AWAITING_SHIPMENT)
    sent = send_parcel(order.pk, parcel.parcel_no, actor=SYSTEM)
    assert sent.weight_grams == 300
    assert statuses_of(order)[0] in {ItemStatus.CANCELLED_REFUNDED, ItemStatus.CANCELLED_BEFORE_REFUND}


def test_a_dropped_parcel_gives_its_items_back_and_a_sent_one_is_not_dropped(inside):
    order = make_paid_order(make_product())
    parcel = prepare_parcel(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    assert [item.line_no for item in drop_parcel(order.pk, parcel.parcel_no, actor=SYSTEM)] == [1]
    assert statuses_of(order) == [ItemStatus.PREPARING_SHIPMENT]
    assert not Parcel.objects.exists()
    sent = ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    with pytest.raises(ParcelSent):
        drop_parcel(order.pk, sent.parcel_no, actor=SYSTEM)


def test_items_that_leave_in_another_parcel_leave_no_empty_one(inside):
    order = make_paid_order(make_product())
    prepare_parcel(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    sent = ship_items(order.pk, Shipment("0018", "2"), actor=SYSTEM)
    assert list(Parcel.objects.values_list("tracking_number", "carrier")) == [("2", "0018")]
    assert sent.shipped_at is not None


def test_sent_under_the_number_it_was_prepared_with_it_really_leaves(inside):
    order = make_paid_order(make_product())
    prepare_parcel(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    assert statuses_of(order) == [ItemStatus.IN_TRANSIT]


def test_what_cannot_leave_cannot_be_prepared(inside):
    unpaid = make_order()
    with pytest.raises(StatusRefused):
        prepare_parcel(unpaid.pk, Shipment("0006", "1"), actor=SYSTEM)
    with pytest.raises(StatusRefused):
        prepare_parcel(unpaid.pk, Shipment("0006", "1", frozenset({unpaid.items.get().pk})), actor=SYSTEM)
    with pytest.raises(TrackingNumberMissing):
        prepare_parcel(make_paid_order().pk, Shipment("0006", ""), actor=SYSTEM)
