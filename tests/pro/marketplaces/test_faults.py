"""Every registered connector under every fault of the wire, table-driven: a new market is covered as it is (F9)."""

from __future__ import annotations

import time

import pytest

from pro.marketplaces import http, registry
from pro.marketplaces.errors import BadAnswer, BadCredentials, Expired, MarketDown, RateLimited

MARKETS = [market.code for market in registry.markets()]
pytestmark = pytest.mark.parametrize("code", MARKETS)


@pytest.fixture
def market(simulator, code):
    return simulator[registry.market(code).slug]


@pytest.mark.parametrize(
    ("mode", "error", "calls"),
    [
        ("broken", MarketDown, None),
        ("html", BadAnswer, 1),
        ("truncated", BadAnswer, 1),
        ("huge", BadAnswer, 1),
        ("expired", (Expired, BadCredentials), None),
        ("revoked", (BadCredentials, Expired), None),
    ],
)
def test_a_fault_becomes_an_error_of_the_set(typed, market, code, mode, error, calls):
    connector = typed(code)
    market.misbehave(mode)
    with pytest.raises(error) as raised:
        connector.verify()
    if calls is not None:
        assert len(market.calls()) == calls  # what came through well and made no sense is not asked for again
    for name, value in market.keys.items():
        if registry.market(code).field(name).is_secret:
            assert value not in f"{raised.value.detail} {raised.value.raw}"


def test_a_short_retry_after_is_waited_for_a_long_one_is_handed_on(typed, market, code):
    connector = typed(code)
    market.misbehave("throttled", retry_after=600)
    with pytest.raises(RateLimited) as raised:
        connector.verify()
    assert raised.value.retry_after == 600
    assert len(market.calls()) == 1


def test_a_slow_drip_ends_by_the_deadline(typed, market, code, monkeypatch):
    monkeypatch.setattr(http, "TOTAL_SECONDS", 2.0)
    connector = typed(code)
    market.misbehave("drip", seconds=2.0)
    began = time.monotonic()
    with pytest.raises(MarketDown):
        connector.verify()
    assert time.monotonic() - began < 4.0


def test_a_name_that_is_not_found_is_a_market_that_is_down(typed, market, code, settings, monkeypatch):
    hosts = registry.market(code).hosts
    settings.MARKET_BASE_URLS = {
        code if host == "api" else f"{code}_{host.upper()}": "http://no-such-market.invalid" for host in hosts
    }
    with pytest.raises(MarketDown, match="not found"):
        typed(code).verify()


def test_a_wrong_key_is_told_apart(typed, market, code):
    """Each secret that is kept or used, made wrong one by one."""
    spec = registry.market(code)
    for field in spec.fields:
        if field.is_secret and field.is_required:
            with pytest.raises((BadCredentials, Expired)):
                typed(code, **{field.name: market.keys[field.name][:-2] + "zz"}).verify()


def test_the_right_keys_are_right(typed, market, code):
    verified = typed(code).verify()
    assert verified.account_id
    assert verified.account_name
