"""Correct who an order is from: what the store calls and writes to."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.audit import Actor, changes, record
from orders.domain.progress import lock_order
from orders.folding import digits, folded_name, grams_of
from orders.models import Order, OrderNameGram


@dataclass(frozen=True, slots=True)
class Buyer:
    """Field names are those of Order."""

    buyer_name: str
    buyer_email: str
    buyer_phone: str


@dataclass(frozen=True, slots=True)
class _Stored(Buyer):
    buyer_name_folded: str
    buyer_email_folded: str
    buyer_phone_digits: str


@transaction.atomic
def change_buyer(order_id: int, wanted: Buyer, *, actor: Actor) -> Order:
    """Change name, email and phone of an order; the account of a customer stays as it is.

    The same values again change nothing. Searches find the new values only. Values go into the erasable part of the
    audit entry.
    """
    order = lock_order(order_id)
    values = asdict(wanted)
    before, after = changes({name: getattr(order, name) for name in values}, values)
    if not after:
        return order
    stored = asdict(_stored(wanted))
    for name, value in stored.items():
        setattr(order, name, value)
    order.save(update_fields=[*stored, "updated_at"])
    if "buyer_name" in after:
        _write_grams(order)
    record(
        "order.buyer_changed",
        order,
        actor=actor,
        after={"fields": sorted(after)},
        personal={"before": before, "after": after},
    )
    return order


def _stored(wanted: Buyer) -> _Stored:
    return _Stored(
        wanted.buyer_name,
        wanted.buyer_email,
        wanted.buyer_phone,
        folded_name(wanted.buyer_name),
        wanted.buyer_email.casefold(),
        digits(wanted.buyer_phone),
    )


def _write_grams(order: Order) -> None:
    OrderNameGram.objects.filter(order=order).delete()
    grams = [OrderNameGram(gram=gram, order=order, placed_at=order.placed_at) for gram in grams_of(order.buyer_name)]
    OrderNameGram.objects.bulk_create(grams)
