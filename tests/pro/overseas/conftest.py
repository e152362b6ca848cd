"""A mall with an overseas shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from pro.domain.open_overseas_shop import NewShop, open_overseas_shop
from pro.rates import Rate

SYSTEM = Actor.system()
RATES = {"USD": Decimal(1300), "JPY": Decimal("8.5")}


def rate_of(currency: str, value: Decimal | None = None) -> Rate:
    """A rate of the day before the tests' today."""
    return Rate("KRW", currency, value or RATES[currency], "ECB", dt.date(2026, 11, 25), {"KRW": "1", currency: "2"})


@pytest.fixture
def open_shop(mall: Mall) -> Callable[..., Shop]:
    """Open a shop in the mall: language and currency, else English and USD."""

    def make(language: str = "en", currency: str = "USD", *, owner: Mall = mall, **values: str) -> Shop:
        with tenancy.mall(owner.pk):
            wanted = NewShop(values.pop("name", f"Shop {language}"), language, currency, **values)
            return open_overseas_shop(wanted, rate_of(currency), actor=SYSTEM)

    return make
