"""The time to return: days in Seoul after the delivered date (R3.123, R3.124, R9.15)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from accounts.models import AuditEntry
from orders.domain.claims.rules import ClaimRefused, claimable_items, last_day, payer_of, shipping_charge
from orders.domain.order_number import SEOUL
from orders.models import ItemStatus, OrderItem, ShippingPolicy
from tests.orders.claiming import ask, deliver, paid_order
from tests.orders.shop import make_product

pytestmark = pytest.mark.django_db

DELIVERED = dt.datetime(2026, 3, 1, 23, 59, 59, tzinfo=SEOUL)  # still the 1st in Seoul, 14:59 UTC


def at(month: int, day: int, *clock: int) -> dt.datetime:
    return dt.datetime(2026, month, day, *clock, tzinfo=SEOUL)


@pytest.mark.parametrize("kind", ["return", "exchange"])
@pytest.mark.parametrize(
    ("reason", "now", "refusal"),
    [
        ("change_of_mind", at(3, 8, 23, 59, 59), ""),
        ("change_of_mind", at(3, 9, 0, 0, 0), "window_over"),
        ("other", at(3, 9, 0, 0, 0), "window_over"),
        ("defect", at(3, 9, 0, 0, 0), ""),
        ("defect", at(6, 1, 23, 59, 59), ""),
        ("defect", at(6, 2, 0, 0, 0), "window_over"),
        ("wrong_item", at(6, 1, 23, 59, 59), ""),
        ("wrong_item", at(6, 2, 0, 0, 0), "window_over"),
    ],
)
def test_seven_days_of_a_change_of_mind_and_three_months_of_a_defect_end_at_midnight_in_seoul(
    inside, kind, reason, now, refusal
):
    """R3.123, R3.124"""
    order = deliver(paid_order(), at=DELIVERED)
    with time_machine.travel(now, tick=False):
        if refusal:
            with pytest.raises(ClaimRefused) as refused:
                ask(order, kind, reason)
            assert refused.value.code == refusal
        else:
            assert ask(order, kind, reason).state == "requested"


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        (dt.date(2026, 1, 30), dt.date(2026, 4, 30)),
        (dt.date(2026, 1, 31), dt.date(2026, 4, 30)),
        (dt.date(2025, 11, 30), dt.date(2026, 2, 28)),
        (dt.date(2027, 11, 29), dt.date(2028, 2, 29)),
        (dt.date(2026, 7, 1), dt.date(2026, 10, 1)),
    ],
)
def test_three_months_are_those_of_the_calendar(delivered, last):
    """R3.124: at most; also where fewer than 92 days make them."""
    item = OrderItem(delivered_at=dt.datetime.combine(delivered, dt.time(12), SEOUL))
    assert last_day(item, "defect", ShippingPolicy()) == last
    assert last_day(item, "defect", ShippingPolicy(defect_days=30)) == delivered + dt.timedelta(days=30)


@pytest.mark.parametrize(
    ("reason", "payer", "of_a_return", "of_an_exchange"),
    [
        ("change_of_mind", "customer", 3000, 6000),
        ("other", "customer", 3000, 6000),
        ("defect", "seller", 0, 0),
        ("wrong_item", "seller", 0, 0),
        ("delay", "seller", 0, 0),
    ],
)
def test_the_reason_says_who_pays_the_way(reason, payer, of_a_return, of_an_exchange):
    """R3.125, R3.126: one way of a return, both of an exchange; a cancellation costs no way."""
    policy = ShippingPolicy()
    assert payer_of(reason) == payer
    charges = [shipping_charge(kind, payer, policy) for kind in ("return", "exchange", "cancel")]
    assert charges == [of_a_return, of_an_exchange, 0]


def test_the_merchants_own_windows_count(inside):
    ShippingPolicy.objects.create(shop_no=1, return_days=14, defect_days=30)
    order = deliver(paid_order(), at=DELIVERED)
    with time_machine.travel(at(3, 15, 12), tick=False):
        assert ask(order, "return").state == "requested"


def test_without_a_delivered_date_the_window_has_not_started(inside):
    """R9.15; an operator may let it in with a note."""
    order = deliver(paid_order(), status=ItemStatus.IN_TRANSIT)
    with pytest.raises(ClaimRefused) as refusal:
        ask(order, "return", "defect")
    assert refusal.value.code == "window_not_started"
    assert [one.choices for one in claimable_items(order)] == [()]
    claim = ask(order, "return", "defect", override_note="The carrier confirmed by phone.")
    assert claim.state == "requested"
    assert AuditEntry.objects.get(action="claim.requested").reason == "The carrier confirmed by phone."


def test_a_shopper_never_overrides_a_window(inside):
    order = deliver(paid_order(), at=DELIVERED)
    with time_machine.travel(at(6, 30, 12), tick=False), pytest.raises(ClaimRefused):
        ask(order, "return", "defect", override_note="please", is_by_shopper=True)


def test_what_is_claimable_says_reasons_payers_and_last_days(inside):
    order = deliver(paid_order(), at=DELIVERED)
    with time_machine.travel(at(3, 9, 12), tick=False):
        (item,) = claimable_items(order)
    assert [choice.kind for choice in item.choices] == ["return", "exchange"]
    assert item.reasons_of("return") == ("defect", "wrong_item")
    assert item.choices[0].reasons[0].payer == "seller"
    assert item.choices[0].reasons[0].last_on == dt.date(2026, 6, 1)


def test_before_shipping_only_a_cancellation_is_offered(inside):
    (item,) = claimable_items(paid_order())
    assert [choice.kind for choice in item.choices] == ["cancel"]


@pytest.mark.parametrize("count", [1, 3])
def test_claimable_items_ask_three_queries_for_any_number_of_items(inside, count, django_assert_num_queries):
    order = paid_order(*[(make_product(), 1) for _ in range(count)])
    with django_assert_num_queries(3):
        assert len(claimable_items(order)) == count
