"""Any sequence of partial claims gives back at most what was paid, and ends at the exact totals."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import tenancy
from accounts.models import Shop
from catalog.models import Product
from orders.domain.claims.rules import payer_of
from orders.domain.refunds import complete_refund
from orders.models import Claim, Discount, Order, OrderItem, Refund
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, make_product

CASES = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)

lines = st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 5)), min_size=1, max_size=4)
reasons = st.sampled_from(["change_of_mind", "defect", "delay", "wrong_item", "other"])
steps = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5), reasons), max_size=12)


class _Undo(Exception):
    pass


@CASES
@given(lines=lines, percent=st.integers(0, 100), amount=st.integers(0, 40_000), steps=steps, cents=st.booleans())
def test_partial_returns_never_give_back_more_than_was_paid_and_end_exactly(mall, lines, percent, amount, steps, cents):
    try:
        with tenancy.mall(mall.pk), transaction.atomic():
            order = deliver(_order(lines, percent, amount, cents=cents))
            for at, quantity, reason in steps:
                _return(order, at, quantity, reason)
            for item in OrderItem.objects.filter(order=order, status="N40"):
                settle(ask(order, "return", "defect", pieces={item.line_no: item.quantity}))
            _check_end(order)
            assert_invariants(mall.pk, inside=True)
            raise _Undo
    except _Undo:
        pass


@CASES
@given(lines=lines, percent=st.integers(0, 100), steps=steps)
def test_partial_cancellations_of_everything_give_back_all_that_was_paid(mall, lines, percent, steps):
    try:
        with tenancy.mall(mall.pk), transaction.atomic():
            order = _order(lines, percent, 0, cents=False)
            for at, quantity, reason in steps:
                _cancel(order, at, quantity, reason)
            for item in OrderItem.objects.filter(order=order, status="N10"):
                settle(ask(order, "cancel", pieces={item.line_no: item.quantity}))
            _pay_back(order)
            assert order.refunded_amount == order.paid_amount
            assert_invariants(mall.pk, inside=True)
            raise _Undo
    except _Undo:
        pass


def _order(lines: list[tuple[int, int]], percent: int, amount: int, *, cents: bool) -> Order:
    if cents:
        Shop.objects.update(currency="USD")
    unit = Decimal("0.01") if cents else Decimal(1)
    if percent:
        Discount.objects.create(kind="period", name="sale", unit="percent", percent=percent)
    if amount:
        Discount.objects.create(kind="coupon", name="coupon", code="C", unit="amount", amount=amount * unit)
    products: list[tuple[Product, int]] = [
        (make_product(price=str(price * unit), stock=50), quantity) for price, quantity in lines
    ]
    is_worth_something = any(price for price, _quantity in lines) and percent < 100
    return paid_order(*products, coupon_code="C" if amount and is_worth_something else "")


def _return(order: Order, at: int, quantity: int, reason: str) -> None:
    items = list(OrderItem.objects.filter(order=order, status="N40").order_by("line_no"))
    if items:
        item = items[at % len(items)]
        settle(ask(order, "return", reason, pieces={item.line_no: min(quantity, item.quantity)}))


def _cancel(order: Order, at: int, quantity: int, reason: str) -> None:
    items = list(OrderItem.objects.filter(order=order, status="N10").order_by("line_no"))
    if items and reason != "defect":
        item = items[at % len(items)]
        settle(ask(order, "cancel", reason, pieces={item.line_no: min(quantity, item.quantity)}))


def _pay_back(order: Order) -> None:
    for refund in Refund.objects.filter(order=order):
        complete_refund(refund.pk, detail="sent", actor=SYSTEM)
    order.refresh_from_db()


def _check_end(order: Order) -> None:
    """All came back: less the fee where the seller never was at fault, less the ways that the customer paid."""
    _pay_back(order)
    claims = list(Claim.objects.filter(order=order))
    has_fault = any(payer_of(claim.reason) == "seller" for claim in claims)
    fee = order.shipping_fee if has_fault else 0
    charges = sum(claim.shipping_charge for claim in claims)
    assert order.refunded_amount == order.paid_amount - order.shipping_fee + fee - charges
    assert 0 <= order.refunded_amount <= order.paid_amount
