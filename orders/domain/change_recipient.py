"""Correct where an order goes, as long as nothing of it has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.audit import Actor, changes, record
from orders.domain.progress import lock_order
from orders.models import Order, OrderItem
from orders.models.status import BEFORE_SHIPPING, SHIPPED, UNPAID


class AlreadyShipped(Exception):
    """A part of the order has left, or nothing of it is to be sent any more."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the parcel and where; field names are those of Order. The country stays: the fee was paid for it."""

    receiver_name: str
    receiver_phone: str
    receiver_zipcode: str
    receiver_address1: str
    receiver_address2: str
    receiver_city: str
    receiver_state: str
    shipping_message: str


@transaction.atomic
def change_recipient(order_id: int, wanted: Recipient, *, actor: Actor) -> Order:
    """Change name, phone, address and message; the same values again change nothing.

    Values go into the erasable part of the audit entry. Raises AlreadyShipped unless may_change_recipient.
    """
    order = lock_order(order_id)
    if not may_change_recipient(OrderItem.objects.filter(order=order).values_list("status", flat=True)):
        raise AlreadyShipped(order.number)
    values = asdict(wanted)
    before, after = changes({name: getattr(order, name) for name in values}, values)
    if after:
        for name, value in after.items():
            setattr(order, name, value)
        order.save(update_fields=[*after, "updated_at"])
        record("order.recipient_changed", order, actor=actor, personal={"before": before, "after": after})
    return order


def may_change_recipient(statuses: Iterable[str]) -> bool:
    """Whether, by its items' statuses, an order still has something to send and nothing that has left."""
    known = set(statuses)
    return bool(known & (BEFORE_SHIPPING | UNPAID)) and not known & SHIPPED
