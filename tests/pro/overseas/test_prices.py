"""Converted prices end as their shop says (R3.110): one rule, written down with Shop.Rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Shop

RATES = {"USD": Decimal(1335), "JPY": Decimal("8.9"), "VND": Decimal("0.0525"), "EUR": Decimal("1450.5")}


def shop(currency: str, rounding: str) -> Shop:
    return Shop(currency=currency, rounding=rounding, exchange_rate=RATES[currency])


@pytest.mark.parametrize(
    ("currency", "rounding", "base", "price"),
    [
        ("USD", "unit", "10000", "7.49"),
        ("USD", "whole", "10000", "7.00"),
        ("USD", "ninety_nine", "10000", "7.99"),
        ("USD", "ninety_nine", "10666.65", "7.99"),  # 7.99 exactly stays
        ("USD", "ninety_nine", "10680", "8.99"),  # 8.00 exactly goes up
        ("USD", "unit", "6.675", "0.01"),  # half a cent goes up
        ("USD", "unit", "1", "0.01"),
        ("USD", "whole", "1", "0.01"),
        ("USD", "unit", "0", "0.00"),
        ("USD", "ninety_nine", "0", "0.00"),
        ("JPY", "unit", "10000", "1124"),
        ("JPY", "whole", "10000", "1120"),
        ("JPY", "ninety_nine", "10000", "1129"),
        ("VND", "unit", "10000", "190476"),
        ("EUR", "unit", "10000", "6.89"),
    ],
)
def test_a_price_ends_as_the_shop_says(currency, rounding, base, price):
    assert str(shop(currency, rounding).price_from_base(Decimal(base))) == price


def test_the_base_currency_takes_prices_over():
    assert Shop(currency="KRW").price_from_base(Decimal(12345)) == Decimal(12345)


@given(
    st.decimals("0.01", "2147483647", places=2),
    st.sampled_from(sorted(RATES)),
    st.sampled_from(Shop.Rounding.values),
)
def test_no_price_above_zero_becomes_free_and_none_is_far_off(base, currency, rounding):
    made = shop(currency, rounding).price_from_base(base)
    exact = base / RATES[currency]
    widest = Decimal(10) if currency in {"JPY", "VND"} else Decimal(1)
    assert made > 0
    assert abs(made - exact) <= widest
