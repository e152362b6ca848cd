"""Customers as the merchant's list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.paging import KeysetPage, keyset_page, worded_page
from accounts.prefixes import begins_with
from orders.folding import folded_name
from orders.models import Customer, CustomerMemo, Order

COLUMNS: Final = {"name": "name_folded", "member_id": "member_id_folded", "email": "email_folded"}


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """`text` is the beginning of a name, an ID or an email, whichever `field` says; `state` is active or blocked."""

    field: str = "name"
    text: str = ""
    state: str = ""


def customer_page(wanted: CustomerFilter, query: QueryDict) -> KeysetPage[Customer]:
    """A page of the customers that fit: newest first, or in the order of the text that is searched for.

    Prefixes are ranges, which row security leaves to an index (design 3.5). In the order of that index a beginning that
    only old customers have is found as quickly as any other; newest first, all newer customers would be read.
    """
    rows = listed_customers(wanted)
    return worded_page(rows, query, by=COLUMNS[wanted.field]) if _text_of(wanted) else keyset_page(rows, query)


def listed_customers(wanted: CustomerFilter) -> QuerySet[Customer]:
    """Customers of the open mall that fit, in no order."""
    rows, text = Customer.objects.all(), _text_of(wanted)
    if text:
        rows = rows.filter(**begins_with(COLUMNS[wanted.field], text))
    if wanted.state:
        rows = rows.filter(is_active=wanted.state == "active")
    return rows


def _text_of(wanted: CustomerFilter) -> str:
    return folded_name(wanted.text) if wanted.field == "name" else "".join(wanted.text.split()).casefold()


def orders_of(customer: Customer, *, limit: int = 20) -> list[Order]:
    """The newest orders of one customer."""
    return list(Order.objects.filter(customer=customer).order_by("-pk")[:limit])


def memos_of(customer: Customer) -> list[CustomerMemo]:
    """What the store noted about one customer: important notes first, then the newest; MOST_MEMOS at most."""
    return list(CustomerMemo.objects.filter(customer=customer).order_by("-is_important", "-pk"))
