"""Customers as the merchant's list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from orders.folding import folded_name
from orders.models import Customer, Order

AFTER_EVERY_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """`text` is the beginning of a name, an ID or an email, whichever `field` says; `state` is active or blocked."""

    field: str = "name"
    text: str = ""
    state: str = ""


def listed_customers(wanted: CustomerFilter) -> QuerySet[Customer]:
    """Customers of the open mall that fit. Prefixes are ranges, which row security leaves to an index (design 3.5)."""
    rows = Customer.objects.all()
    text = folded_name(wanted.text) if wanted.field == "name" else "".join(wanted.text.split()).casefold()
    if text:
        column = {"name": "name_folded", "member_id": "member_id_folded", "email": "email_folded"}[wanted.field]
        rows = rows.filter(**{f"{column}__gte": text, f"{column}__lt": text + AFTER_EVERY_LETTER})
    if wanted.state:
        rows = rows.filter(is_active=wanted.state == "active")
    return rows


def orders_of(customer: Customer, *, limit: int = 20) -> list[Order]:
    """The newest orders of one customer."""
    return list(Order.objects.filter(customer=customer).order_by("-pk")[:limit])
