"""What of an order is tax: net amounts and tax are what was paid, whatever the prices and discounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.models import OrderItem
from orders.queries.order_detail import payment_of
from orders.queries.tax import TaxedAmount, TaxSums, net_of, tax_of, tax_sums
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.shop import make_product

amounts = st.lists(
    st.builds(
        TaxedAmount,
        st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100),
        st.sampled_from(["A", "B", "C"]),
        st.integers(1, 100),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None, database=None)
@given(amounts, st.sampled_from(["KRW", "USD", "JPY"]))
def test_taxed_free_and_zero_rated_are_all_that_was_paid_and_the_tax_is_a_part_of_the_taxed(amounts, currency):
    sums = tax_sums(amounts, currency)
    assert sums.taxed + sums.free + sums.zero == sum(one.amount for one in amounts)
    exact = sum(one.amount * one.rate / (100 + one.rate) for one in amounts if one.tax_type == "A")
    unit = Decimal("0.01") if currency == "USD" else Decimal(1)
    rates = len({one.rate for one in amounts if one.tax_type == "A"})
    assert abs(sums.vat - exact) <= rates * unit / 2 + Decimal("1e-9")
    assert sums == tax_sums(list(reversed(amounts)), currency)


@pytest.mark.parametrize(
    ("amount", "rate", "currency", "net"),
    [
        ("11000", 10, "KRW", "10000"),
        ("12000", 10, "KRW", "10909"),
        ("12.50", 10, "USD", "11.36"),
        ("108", 8, "JPY", "100"),
    ],
)
def test_the_net_amount_is_rounded_to_the_currencys_unit(amount, rate, currency, net):
    assert net_of(Decimal(amount), rate, currency) == Decimal(net)


@pytest.mark.django_db
def test_an_order_says_its_tax_as_it_was_placed_also_after_an_exchange(inside):
    """What is sent instead is the same sale again; a tax-free item beside it stays apart."""
    taxed, free = make_product(price="11000"), make_product(price="5000", app_facts={"tax_type": "B"})
    order = deliver(paid_order((taxed, 2), (free, 1)))
    expected = TaxSums(Decimal(2000), Decimal(22000), Decimal(5000), Decimal(0))
    assert tax_of(order, OrderItem.objects.filter(order=order)) == expected
    settle(ask(order, "exchange", pieces={1: 1}))
    items = list(OrderItem.objects.filter(order=order))
    assert len(items) > 2
    assert tax_of(order, items) == expected
    labels = {str(row.label): row.amount for row in payment_of(order, items)["sums"]}
    assert (labels["VAT in the items"], labels["Tax-free items"]) == (Decimal(2000), Decimal(5000))
    assert "Zero-rated items" not in labels
