"""Send items off in a parcel: all that is ready, or only some (partial shipping, screens.md 4.5, C6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import Mall
from orders.domain.choose_items import choose_items, codes_of
from orders.domain.prepare_items import MAY_BE_PREPARED
from orders.domain.progress import StatusRefused, lock_order, refresh_stage
from orders.models import Carrier, ItemStatus, Order, OrderItem, Parcel
from orders.models.status import BEFORE_SHIPPING

WITHOUT_TRACKING: Final = frozenset({Carrier.OTHER})


class TrackingNumberMissing(Exception):
    """A carrier's parcel needs its tracking number; only own delivery has none."""


class CarrierUnknown(Exception):
    """No carrier has this code."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel. `item_ids` None: every item that may leave. `carrier` is a code of Carrier."""

    carrier: str
    tracking_number: str = ""
    item_ids: frozenset[int] | None = None


@transaction.atomic
def ship_items(order_id: int, shipment: Shipment, *, actor: Actor) -> Parcel:
    """Make a parcel of items and mark them in transit; others of the order stay where they are.

    Named items that left under this same tracking number already make a second call return that parcel. Raises
    StatusRefused for items that are unpaid, held, shipped or in a claim, TrackingNumberMissing and CarrierUnknown.
    """
    carrier, tracking_number = check_tracking(shipment.carrier, shipment.tracking_number)
    order = lock_order(order_id)
    sent = _sent_before(order, carrier, tracking_number, shipment)
    if sent is not None:
        return sent
    items = choose_items(order, shipment.item_ids, wanted=ItemStatus.IN_TRANSIT, allowed=MAY_BE_PREPARED)
    if not items or _has_shipped(order, shipment):
        raise StatusRefused(ItemStatus.IN_TRANSIT, [order.number])
    parcel = make_parcel(order, carrier, tracking_number)
    send_off(order, parcel, items, actor=actor)
    # Items of a parcel that was only prepared (prepare_parcel) may have gone in this one.
    Parcel.objects.filter(order=order, shipped_at__isnull=True, items__isnull=True).delete()
    return parcel


def make_parcel(order: Order, carrier: str, tracking_number: str) -> Parcel:
    """The next parcel of a locked order, empty and not sent."""
    last = Parcel.objects.filter(order=order).aggregate(last=Max("parcel_no"))["last"] or 0
    home = Mall.objects.values_list("country", flat=True).get(pk=order.mall_id)
    parcel: Parcel = Parcel.objects.create(
        order=order,
        parcel_no=last + 1,
        carrier=carrier,
        tracking_number=tracking_number,
        is_overseas=order.receiver_country != home,
    )
    return parcel


def send_off(order: Order, parcel: Parcel, items: list[OrderItem], *, actor: Actor) -> None:
    """Put items of a locked order into a parcel and mark them in transit, with the entry that mails listen to."""
    parcel.shipped_at = timezone.now()
    parcel.weight_grams = sum((item.weight_grams or 0) * item.quantity for item in items)
    parcel.save(update_fields=["shipped_at", "weight_grams"])
    OrderItem.objects.filter(pk__in=[item.pk for item in items]).update(
        status=ItemStatus.IN_TRANSIT, parcel=parcel, shipped_at=parcel.shipped_at
    )
    refresh_stage(order)
    after = {
        "number": order.number,
        "items": codes_of(order, items),
        "parcel_id": parcel.pk,
        "parcel_no": parcel.parcel_no,
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
        "is_complete": not OrderItem.objects.filter(order=order, status__in=BEFORE_SHIPPING).exists(),
    }
    record("order.shipped", order, actor=actor, after=after)


def check_tracking(carrier: str, tracking_number: str) -> tuple[str, str]:
    """The carrier's code and the tracking number without spaces. Raises CarrierUnknown, TrackingNumberMissing."""
    if carrier not in Carrier.values:
        raise CarrierUnknown(carrier)
    plain = "".join(tracking_number.split())
    if not plain and carrier not in WITHOUT_TRACKING:
        raise TrackingNumberMissing(carrier)
    return carrier, plain


def _sent_before(order: Order, carrier: str, tracking_number: str, shipment: Shipment) -> Parcel | None:
    """The parcel that an earlier call made of exactly these items, so that a form sent twice ships once."""
    if not tracking_number:
        return None
    sent = Parcel.objects.filter(order=order, shipped_at__isnull=False)
    parcel = sent.filter(carrier=carrier, tracking_number=tracking_number).first()
    if parcel is None:
        return None
    inside = set(OrderItem.objects.filter(order=order, parcel=parcel).values_list("pk", flat=True))
    has_more = OrderItem.objects.filter(order=order, status__in=MAY_BE_PREPARED).exists()
    is_same = not has_more if shipment.item_ids is None else shipment.item_ids == inside
    return parcel if is_same else None


def _has_shipped(order: Order, shipment: Shipment) -> bool:
    """Whether a named item is on its way already: it may not leave a second time in another parcel."""
    named = shipment.item_ids or frozenset()
    return OrderItem.objects.filter(order=order, pk__in=named, status=ItemStatus.IN_TRANSIT).exists()
