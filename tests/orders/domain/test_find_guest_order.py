"""Guest order look-up: all three together, every miss alike, limits that hold, and no false miss in an outage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import hashers
from django.db import OperationalError

from accounts import tenancy
from accounts.models import Mall
from orders.domain import find_guest_order as module
from orders.domain.find_guest_order import (
    PER_NETWORK,
    PER_ORDER,
    GuestOrderNotFound,
    LookupUnavailable,
    TooManyLookups,
    find_guest_order,
    plain_order_number,
)
from orders.models import Order
from tests.orders.customers import make_customer
from tests.orders.shop import make_order

NAME, PASSWORD = "Kim Minji", "guest password"


def wide(text: str) -> str:
    """In full-width letters and digits, as East Asian keyboards may write them."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter != " " else letter for letter in text)


@pytest.fixture
def order(committed: None, mall: Mall) -> Iterator[Order]:
    with tenancy.mall(mall.pk):
        yield make_order(name=NAME)


def find(number: str, name: str = NAME, password: str = PASSWORD, network: str = "192.0.2.1") -> Order:
    return find_guest_order(number, name, password, network=network)


@pytest.mark.parametrize("name", [NAME, "kimminji", "  KIM  minji ", wide("Kim Minji")])
@pytest.mark.parametrize("change", [str, lambda number: number.replace("-", ""), lambda number: f" {number} "])
def test_all_three_open_the_order_however_name_and_number_are_written(order, name, change):
    """R0.51"""
    assert find(change(order.number), name).pk == order.pk


@pytest.mark.parametrize(
    ("number", "name", "password"),
    [
        ("20200101-0000001", NAME, PASSWORD),
        ("", NAME, PASSWORD),
        ("no number", NAME, PASSWORD),
        (None, "Kim Minja", PASSWORD),
        (None, "", PASSWORD),
        (None, NAME, "Guest password"),
        (None, NAME, ""),
        (None, NAME, PASSWORD + "x" * 200),
    ],
)
def test_any_one_wrong_gives_no_order_and_the_same_answer(order, number, name, password):
    with pytest.raises(GuestOrderNotFound) as miss:
        find(order.number if number is None else number, name, password)
    assert miss.value.args == ()


def test_a_miss_costs_one_hash_whatever_was_wrong(order, monkeypatch):
    """Timing tells no more than the answer: as many hashes for an unknown number as for a wrong password."""
    calls: list[str] = []
    real = hashers.check_password

    def counted(password: str, encoded: str) -> bool:
        calls.append(encoded.partition("$")[0])
        return real(password, encoded)

    monkeypatch.setattr(module, "check_password", counted)
    for number, name, password in [
        ("20200101-0000001", NAME, PASSWORD),
        (order.number, "Kim Minja", PASSWORD),
        (order.number, NAME, "wrong"),
    ]:
        before = len(calls)
        with pytest.raises(GuestOrderNotFound):
            find(number, name, password)
        assert len(calls) - before == 1
    assert len(set(calls)) == 1


def test_a_customers_order_is_not_found_here(order):
    bought = make_order(customer_id=make_customer().pk, guest_password="")
    with pytest.raises(GuestOrderNotFound):
        find(bought.number)


def test_another_malls_order_is_not_found_here(order, other_mall):
    with tenancy.mall(other_mall.pk), pytest.raises(GuestOrderNotFound):
        find(order.number)


def test_one_order_can_be_tried_so_often_whoever_asks(order):
    for at in range(PER_ORDER.hits):
        with pytest.raises(GuestOrderNotFound):
            find(order.number, password="wrong", network=f"198.51.100.{at}")
    with pytest.raises(TooManyLookups) as refusal:
        find(order.number.replace("-", ""), network="203.0.113.9")
    assert 0 < refusal.value.retry_after_seconds <= PER_ORDER.seconds + 1


def test_one_network_can_try_so_often_whatever_it_asks_for(order):
    for at in range(PER_NETWORK.hits):
        with pytest.raises(GuestOrderNotFound):
            find(f"20200101-{at:07d}")
    with pytest.raises(TooManyLookups):
        find(order.number)


def test_unknown_numbers_are_limited_like_known_ones(order):
    """Else the limit itself would tell which numbers exist."""
    for _ in range(PER_ORDER.hits):
        with pytest.raises(GuestOrderNotFound):
            find("20200101-0000009")
    with pytest.raises(TooManyLookups):
        find("20200101-0000009")


@pytest.mark.parametrize("where", ["_count", "_guest_order"])
def test_an_outage_is_no_miss(order, monkeypatch, where):
    def away(*_args: object) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(module, where, away)
    with pytest.raises(LookupUnavailable):
        find(order.number)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20261123-0000001", "20261123-0000001"),
        ("202611230000001", "20261123-0000001"),
        (wide("20261123-0000001"), "20261123-0000001"),
        ("2026 1123 \N{EN DASH} 0000001", "20261123-0000001"),
        ("20261123-1", ""),
        ("'; DROP TABLE", ""),
        ("1" * 500, ""),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert plain_order_number(typed) == number
