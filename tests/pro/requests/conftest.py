"""A mall with a contract, an overseas shop and a linked marketplace; helpers that file requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from pro.domain.import_choice import file_import
from pro.domain.register_request import file_registration
from pro.domain.register_rows import check_rows
from pro.domain.requests import Asker, Where
from pro.marketplaces.simulator.goods import invent
from pro.marketplaces.simulator.market import SimulatedMarket
from pro.models import MarketAccount, WorkRequest
from pro.rates.base import Rate

RATE = Rate("KRW", "JPY", Decimal("9.1234"), "test", dt.date(2026, 11, 25))


def asker(mall: Mall) -> Asker:
    return Asker(Actor.operator(mall.operators.get(is_owner=True).user_id), "en")


@pytest.fixture
def rate(monkeypatch) -> Rate:
    """Yen cost 9.1234 won."""
    monkeypatch.setattr("pro.domain.market_import.rate_for", lambda *_currencies, **_wait: RATE)
    return RATE


@pytest.fixture
def overseas(mall: Mall) -> list[Shop]:
    """Shop 2 in English and dollars, shop 3 in Japanese and yen; a product to them is no more than a row."""
    rows = [(2, "en", "USD", Decimal(1400)), (3, "ja", "JPY", Decimal("9.1"))]
    return [
        Shop.objects.create(
            mall=mall, shop_no=no, name=language, language=language, currency=currency, exchange_rate=rate
        )
        for no, language, currency, rate in rows
    ]


@pytest.fixture
def rakuten(simulator, link, contract) -> tuple[MarketAccount, SimulatedMarket]:
    """A linked Rakuten account and its simulated market with 12 products; HITS products come per page."""
    market = simulator["rakuten"]
    account = link("RKTN")
    market.products = invent("rakuten", "ja", "JPY", 12)
    return account, market


@pytest.fixture
def ask_import(mall: Mall) -> Callable[..., WorkRequest]:
    """File an import; it runs once its job does."""

    def ask(account: MarketAccount, *, shops: tuple[int, ...] = (), sells_in_base: bool = False) -> WorkRequest:
        with tenancy.mall(account.mall_id):
            where = Where(shops, sells_in_base)
            return file_import(account.pk, where, asker=asker(Mall.objects.get(pk=account.mall_id)))

    return ask


@pytest.fixture
def ask_register(mall: Mall, contract) -> Callable[..., WorkRequest]:
    """File a registration of rows of cells."""

    def ask(*cells: dict[str, str], shops: tuple[int, ...] = (), sells_in_base: bool = False) -> WorkRequest:
        with tenancy.mall(mall.pk):
            rows = check_rows(list(enumerate(cells, start=2)))
            return file_registration(rows, Where(shops, sells_in_base), asker=asker(mall))

    return ask
