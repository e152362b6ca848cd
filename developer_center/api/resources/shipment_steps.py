"""What becomes of parcels: prepared (standby), sent (shipping), arrived (shipped)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from accounts.audit import Actor
from developer_center.api.errors import refusing, wrong
from developer_center.api.resources.order_codes import CARRIERS
from orders.domain.change_parcel import change_parcel
from orders.domain.deliver_items import deliver_items
from orders.domain.prepared_parcels import prepare_parcel, send_parcel
from orders.domain.progress import StatusRefused
from orders.domain.ship_items import CarrierUnknown, Shipment, TrackingNumberMissing, ship_items
from orders.models import ItemStatus, Order, OrderItem, Parcel

WRONG_STEP: Final[dict[type[Exception], str]] = {StatusRefused: "An item cannot go there from where it stands."}
NO_NUMBER: Final[dict[type[Exception], str]] = {
    TrackingNumberMissing: "tracking_no is required; only own delivery has none."
}
NO_CARRIER: Final[dict[type[Exception], str]] = {CarrierUnknown: "shipping_company_code is none of GET carriers."}


@contextmanager
def parcel_refusals(field: str) -> Iterator[None]:
    """Turn refusals into 422 for the field that each is about; a step that cannot be taken is about `field`."""
    with (
        refusing(field, WRONG_STEP),
        refusing("tracking_no", NO_NUMBER),
        refusing("shipping_company_code", NO_CARRIER),
    ):
        yield


def make_parcel_of(order: Order, body: Mapping[str, Any], items: Sequence[OrderItem] | None, actor: Actor) -> Parcel:
    """Prepare or send a parcel of named items; None: of all that may leave. Raises what `parcel_refusals` turns."""
    item_ids = None if items is None else frozenset(item.pk for item in items)
    shipment = Shipment(body["shipping_company_code"], body["tracking_no"], item_ids)
    make = prepare_parcel if body["status"] == "standby" else ship_items
    return make(order.pk, shipment, actor=actor)


def change_parcel_of(order: Order, parcel: Parcel, body: Mapping[str, Any], actor: Actor) -> Parcel:
    """Correct the tracking of a parcel, then take it to the status that is named. Raises the same."""
    carrier = body.get("shipping_company_code") or _carrier(body) or parcel.carrier
    number = body.get("tracking_no", parcel.tracking_number)
    parcel = change_parcel(order.pk, parcel.parcel_no, carrier=carrier, tracking_number=number, actor=actor)
    wanted = body.get("status")
    if wanted == "standby" and parcel.shipped_at is not None:
        raise wrong("status", "The parcel has left.")
    if wanted in {"shipping", "shipped"}:
        parcel = send_parcel(order.pk, parcel.parcel_no, actor=actor)
    if wanted == "shipped":
        deliver_parcel(order, parcel, actor)
    parcel.refresh_from_db()
    return parcel


def deliver_parcel(order: Order, parcel: Parcel, actor: Actor) -> None:
    """Mark what is in a parcel and on its way as delivered; of a parcel that has arrived nothing changes."""
    on_their_way = OrderItem.objects.filter(order=order, parcel=parcel, status=ItemStatus.IN_TRANSIT)
    item_ids = list(on_their_way.values_list("pk", flat=True))
    if item_ids:
        deliver_items(order.pk, item_ids=item_ids, actor=actor)


def parcel_word(parcel: Parcel) -> str:
    """Where a parcel stands, in the words of the wire."""
    if parcel.shipped_at is None:
        return "standby"
    return "shipping" if parcel.delivered_at is None else "shipped"


def _carrier(body: Mapping[str, Any]) -> str:
    carrier = CARRIERS.get(body.get("carrier_id", 0))
    return carrier.value if carrier else ""
