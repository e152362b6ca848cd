"""Correct the carrier or the tracking number of a parcel that has left."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import Actor, changes, record
from orders.domain.progress import lock_order
from orders.domain.ship_items import check_tracking
from orders.models import Parcel


@transaction.atomic
def change_parcel(order_id: int, parcel_no: int, *, carrier: str, tracking_number: str, actor: Actor) -> Parcel:
    """Change how a parcel is tracked; the same values again change nothing.

    Raises Parcel.DoesNotExist, CarrierUnknown, TrackingNumberMissing.
    """
    carrier, tracking_number = check_tracking(carrier, tracking_number)
    order = lock_order(order_id)
    parcel: Parcel = Parcel.objects.select_for_update().get(order=order, parcel_no=parcel_no)
    before, after = changes(
        {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number},
        {"carrier": carrier, "tracking_number": tracking_number},
    )
    if after:
        parcel.carrier, parcel.tracking_number = carrier, tracking_number
        parcel.save(update_fields=["carrier", "tracking_number"])
        named = {"parcel_id": parcel.pk, "parcel_no": parcel.parcel_no}
        record("parcel.changed", order, actor=actor, before=before, after=after | named)
    return parcel
