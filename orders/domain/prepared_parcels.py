"""Parcels that have their tracking number before they leave (`standby` of the wire contract, shipments)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.audit import Actor, record
from orders.domain.choose_items import codes_of
from orders.domain.prepare_items import MAY_BE_PREPARED
from orders.domain.progress import StatusRefused, lock_order, move_items, refresh_stage
from orders.domain.ship_items import Shipment, check_tracking, make_parcel, send_off
from orders.models import ItemStatus, Order, OrderItem, Parcel
from orders.models.status import BEFORE_SHIPPING


class ParcelSent(Exception):
    """The parcel has left, so it is neither sent again nor taken apart."""


@transaction.atomic
def prepare_parcel(order_id: int, shipment: Shipment, *, actor: Actor) -> Parcel:
    """Make a parcel of items that await shipment from now on, under its tracking number; nobody is mailed.

    `item_ids` None takes all that may leave and are in no parcel. A second call for the same items under the same
    number returns the same parcel. Raises StatusRefused, TrackingNumberMissing and CarrierUnknown.
    """
    carrier, tracking_number = check_tracking(shipment.carrier, shipment.tracking_number)
    order = lock_order(order_id)
    items = _wanted_items(order, shipment.item_ids)
    before = _prepared_before(order, carrier, tracking_number, items)
    if before is not None:
        return before
    loose = [item for item in items if item.parcel_id is None] if shipment.item_ids is None else items
    if not loose:
        raise StatusRefused(ItemStatus.AWAITING_SHIPMENT, [order.number])
    move_items(order, loose, ItemStatus.AWAITING_SHIPMENT, allowed=MAY_BE_PREPARED)
    parcel = make_parcel(order, carrier, tracking_number)
    OrderItem.objects.filter(pk__in=[item.pk for item in loose]).update(parcel=parcel)
    Parcel.objects.filter(order=order, shipped_at__isnull=True, items__isnull=True).delete()
    refresh_stage(order)
    record("order.parcel_prepared", order, actor=actor, after=_facts(order, parcel, loose))
    return parcel


@transaction.atomic
def send_parcel(order_id: int, parcel_no: int, *, actor: Actor) -> Parcel:
    """Send a prepared parcel with what is still in it. A second call changes nothing.

    Raises Parcel.DoesNotExist, and StatusRefused where an item of it is held or nothing of it is left.
    """
    order = lock_order(order_id)
    parcel: Parcel = Parcel.objects.select_for_update().get(order=order, parcel_no=parcel_no)
    if parcel.shipped_at is not None:
        return parcel
    items = _inside(order, parcel)
    refused = [item for item in items if item.status not in MAY_BE_PREPARED]
    if refused or not items:
        raise StatusRefused(ItemStatus.IN_TRANSIT, codes_of(order, refused) or [order.number])
    send_off(order, parcel, items, actor=actor)
    return parcel


@transaction.atomic
def drop_parcel(order_id: int, parcel_no: int, *, actor: Actor) -> list[OrderItem]:
    """Take a prepared parcel apart; its items, which are returned, are being prepared for shipment again.

    Raises Parcel.DoesNotExist, and ParcelSent once it has left.
    """
    order = lock_order(order_id)
    parcel: Parcel = Parcel.objects.select_for_update().get(order=order, parcel_no=parcel_no)
    if parcel.shipped_at is not None:
        raise ParcelSent(order.number)
    items = _inside(order, parcel)
    waiting = [item for item in items if item.status == ItemStatus.AWAITING_SHIPMENT]
    move_items(order, waiting, ItemStatus.PREPARING_SHIPMENT, allowed=MAY_BE_PREPARED)
    facts = _facts(order, parcel, items)
    parcel.delete()
    refresh_stage(order)
    record("order.parcel_dropped", order, actor=actor, before=facts)
    return items


def _wanted_items(order: Order, item_ids: Iterable[int] | None) -> list[OrderItem]:
    items = OrderItem.objects.filter(order=order).order_by("line_no")
    if item_ids is None:
        return list(items.filter(status__in=MAY_BE_PREPARED))
    named = set(item_ids)
    found = list(items.filter(pk__in=named))
    refused = [item for item in found if item.status not in MAY_BE_PREPARED]
    if refused or len(found) < len(named) or not named:
        raise StatusRefused(ItemStatus.AWAITING_SHIPMENT, codes_of(order, refused) or [order.number])
    return found


def _prepared_before(order: Order, carrier: str, tracking_number: str, items: list[OrderItem]) -> Parcel | None:
    """The parcel that an earlier call made of exactly these items, so that a request sent twice makes one."""
    if not tracking_number:
        return None
    same = Parcel.objects.filter(order=order, carrier=carrier, tracking_number=tracking_number, shipped_at=None).first()
    return same if same and items and all(item.parcel_id == same.pk for item in items) else None


def _inside(order: Order, parcel: Parcel) -> list[OrderItem]:
    """What is still to be sent of a parcel; a cancelled item stays behind."""
    return list(OrderItem.objects.filter(order=order, parcel=parcel, status__in=BEFORE_SHIPPING).order_by("line_no"))


def _facts(order: Order, parcel: Parcel, items: list[OrderItem]) -> dict[str, object]:
    return {
        "number": order.number,
        "items": codes_of(order, items),
        "parcel_id": parcel.pk,
        "parcel_no": parcel.parcel_no,
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
    }
