"""A guest looks up an order: number, name and password together, and every miss answers alike (R0.51, design 7)."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from functools import lru_cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import DatabaseError

from accounts.limits import Limit
from accounts.tenancy import current_mall_id
from orders.folding import folded_name
from orders.models import Order

PER_ORDER: Final = Limit("guest-lookup-order", hits=10, seconds=900)
PER_NETWORK: Final = Limit("guest-lookup-network", hits=30, seconds=900)
NUMBER: Final = re.compile(r"([0-9]{8})-?([0-9]{7})")
LONGEST_PASSWORD: Final = 128  # longer ones are wrong; hashing them would cost without end


class GuestOrderNotFound(Exception):
    """No order has this number, name and password together. It does not say which of them was wrong."""


class TooManyLookups(Exception):
    """This order, or this network, was tried too often; `retry_after_seconds` says how long to wait."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many look-ups.")
        self.retry_after_seconds = retry_after_seconds


class LookupUnavailable(Exception):
    """The database is away, so nobody knows whether the order exists; the page says so with 503, never "not found"."""


def find_guest_order(number: str, name: str, password: str, *, network: str) -> Order:
    """The guest order of the open mall that all three name (R0.51).

    The number may come with or without its dash and in any width; the name in any case, width and spacing; the
    password exactly. Hits are counted before anything is looked up, also for numbers that no order has, and kept
    whatever becomes of the request. Raises GuestOrderNotFound, TooManyLookups, LookupUnavailable.
    """
    plain_number = plain_order_number(number)
    try:
        _count(plain_number or number.strip()[:40], network)
        order = _guest_order(plain_number)
    except DatabaseError as error:
        raise LookupUnavailable from error
    is_password = check_password(password[:LONGEST_PASSWORD], order.guest_password if order else _dummy_hash())
    wanted = folded_name(name).encode()
    is_name = hmac.compare_digest(wanted, order.buyer_name_folded.encode() if order else b"")
    if order is None or not (is_password and is_name and wanted) or len(password) > LONGEST_PASSWORD:
        raise GuestOrderNotFound
    return order


def plain_order_number(typed: str) -> str:
    """ "20261123-0000001" from what people type; empty where it is no order number."""
    squeezed = "".join(unicodedata.normalize("NFKC", typed[:60]).split())
    found = NUMBER.fullmatch(re.sub(r"[\u2010-\u2015\u2212\u30fc]", "-", squeezed))
    return f"{found[1]}-{found[2]}" if found else ""


def _count(number: str, network: str) -> None:
    mall_id = current_mall_id()
    for limit, key in ((PER_NETWORK, network), (PER_ORDER, number)):
        if not limit.hit(mall_id, key):
            raise TooManyLookups(limit.retry_after_seconds())


def _guest_order(number: str) -> Order | None:
    return Order.objects.filter(number=number, customer__isnull=True).exclude(guest_password="").first()


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    """What an unknown number's password is checked against, so that it takes as long as a known one's."""
    return make_password(secrets.token_urlsafe(16))
