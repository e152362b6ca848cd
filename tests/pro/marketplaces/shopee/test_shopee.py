"""Shopee's Open Platform (integrations.md 1.4): the vectors, consent, tokens good once, errors, products, addresses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.credentials import TypedCredentials
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    Expired,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    MarketDown,
    RateLimited,
)
from pro.marketplaces.pictures import fetch_picture
from pro.marketplaces.shopee import mapping
from pro.marketplaces.shopee.connector import ConsentEnded, NoConsent, Refused, signature
from pro.marketplaces.types import Ability, InfoKind, MarketOption
from tests.pro.consent import RETURN_URL, agree

CODE = "SHOPEE"
RENEWALS = "/api/v2/auth/access_token/get"


@pytest.fixture
def market(simulator):
    return simulator["shopee"]


@pytest.fixture
def fresh(market, request):
    """A connector that nobody has agreed for yet."""
    connector = registry.connect(CODE, TypedCredentials(f"test:{request.node.name}", market.keys))
    yield connector
    connector.close()


def later(**delta):
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**delta))


def test_the_signatures_are_the_reference_vectors():
    path, now = "/api/v2/shop/get_shop_info", 1700000000
    with_shop = signature("pkey_test", 2001887, path, now, "tok_abc", 322300222)
    assert with_shop == "80e66c38ddd5b7c135b2ac9f2d5419db1531f0e2783fc198f106779d82d872b2"
    public = signature("pkey_test", 2001887, "/api/v2/auth/token/get", now)
    assert public == "c5bcbd2644d5fd97da22be9950fe3fc83db84a5f33275cb651318faf351fe691"


def test_the_consent_page_is_asked_for_one_seller_and_carries_the_state(fresh, settings):
    settings.MARKET_SIMULATOR_URL = ""
    url = urlsplit(fresh.consent_url("s-1", RETURN_URL))
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://open.shopee.com/auth"
    assert parse_qs(url.query) == {
        "partner_id": ["2001887"],
        "auth_type": ["seller"],
        "redirect_uri": [RETURN_URL],
        "response_type": ["code"],
        "state": ["s-1"],
    }


def test_consent_brings_the_shop_and_tokens_and_verifying_its_end(fresh, market):
    fresh.accept_consent(agree(fresh), RETURN_URL)
    found = fresh.verify()
    assert (found.account_id, found.account_name) == ("322300222", "Simulated shop [simulated]")
    assert 299 <= (found.expires_at - dt.datetime.now(dt.UTC)).days <= 300
    assert fresh.credentials.get("refresh_token") in market.state["refresh"]


def test_a_code_is_good_once(fresh):
    answered = agree(fresh)
    fresh.accept_consent(answered, RETURN_URL)
    with pytest.raises(NoConsent):
        fresh.accept_consent(answered, RETURN_URL)


@pytest.mark.parametrize("answered", [{}, {"code": "x"}, {"shop_id": "1"}, {"code": "x", "main_account_id": "7"}])
def test_a_way_back_without_a_code_and_a_shop_is_no_consent(fresh, market, answered):
    with pytest.raises(NoConsent):
        fresh.accept_consent(answered, RETURN_URL)
    assert market.calls() == []


def test_consent_for_another_shop_is_told_by_its_number(typed, market):
    """Whoever asked for it keeps nothing of another account (pro.domain.market_accounts.finish_consent)."""
    connector = typed(CODE)
    market.state["consenting_shop"] = 999
    connector.accept_consent(agree(connector), RETURN_URL)
    assert connector.verify().account_id == "999"


def test_without_consent_nothing_is_asked(fresh, market):
    with pytest.raises(ConsentEnded):
        fresh.verify()
    assert market.calls() == []


def test_a_token_is_renewed_before_it_ends_and_the_old_refresh_token_is_gone(typed, market):
    connector = typed(CODE)
    first = connector.credentials.get("refresh_token")
    connector.verify()
    assert market.calls(RENEWALS) == []
    with later(seconds=14400 - 200):
        connector.verify()
    assert len(market.calls(RENEWALS)) == 1
    assert first not in market.state["refresh"]
    assert connector.credentials.get("refresh_token") in market.state["refresh"]


def test_a_token_that_is_refused_is_renewed_once(typed, market):
    connector = typed(CODE)
    market.state["access"] = {}
    assert connector.verify().account_id == "322300222"
    assert [line.status for line in market.calls()] == [403, 200, 200]


def test_a_spent_refresh_token_ends_the_consent(typed, market):
    """Each is good once: what somebody else has spent cannot be spent here."""
    connector = typed(CODE)
    market.state.update(access={}, refresh=set())
    with pytest.raises(ConsentEnded) as raised:
        connector.verify()
    assert raised.value.code == Expired.code
    assert "Agree there again" in str(raised.value.text)


def test_a_renewal_is_never_sent_twice_even_where_the_answer_fails(typed, market):
    connector = typed(CODE)
    market.state["access"] = {}
    with later(hours=4):
        market.misbehave("broken")
        with pytest.raises(MarketDown):
            connector.verify()
    assert len(market.calls(RENEWALS)) == 1


@pytest.mark.parametrize("ahead_seconds", [-360, 360])
def test_a_clock_that_is_off_is_not_taken_for_a_bad_key(typed, market, ahead_seconds):
    connector = typed(CODE)
    market.state["clock_ahead"] = ahead_seconds
    with pytest.raises(ClockOff):
        connector.verify()


def test_a_wrong_clock_does_not_end_the_consent(typed, market):
    connector = typed(CODE)
    with later(hours=4):
        market.state["clock_ahead"] = 360
        with pytest.raises(ClockOff):
            connector.verify()
        market.state["clock_ahead"] = 0
        assert connector.verify().account_id == "322300222"


def test_an_ip_that_is_not_declared_is_said(typed, market):
    connector = typed(CODE)
    market.state["blocks_ip"] = True
    with pytest.raises(IpNotAllowed):
        connector.verify()


def test_a_partner_id_that_is_no_number_is_refused(fresh, market):
    fresh.credentials.keep({"partner_id": "abc"})
    with pytest.raises(BadCredentials):
        fresh.accept_consent({"code": "x", "shop_id": "1"}, RETURN_URL)
    assert market.calls() == []


@pytest.mark.parametrize(
    ("status", "name", "error"),
    [
        (403, "error_auth", Refused),
        (200, "error_auth", Refused),
        (403, "error_sign", BadCredentials),
        (200, "invalid_partner_id", BadCredentials),
        (200, "error_partner_key_expired", Expired),
        (403, "error_api_call_restricted", ForbiddenScope),
        (200, "api_suspended", ForbiddenScope),
        (200, "error_limit", RateLimited),
        (200, "error_rate_limit", RateLimited),
        (403, "source_ip_undeclared", IpNotAllowed),
        (200, "error_param", InvalidRequest),
        (200, "product.error_param", InvalidRequest),
        (200, "product.error_auth", Refused),
        (200, "error_server", MarketDown),
        (200, "something_new", InvalidRequest),
    ],
)
def test_errors_are_told_apart_whatever_their_status_and_prefix(typed, status, name, error):
    body = f'{{"request_id":"r","error":"{name}","message":"Words."}}'.encode()
    found = typed(CODE).explain(Answer(status, {}, body))
    assert type(found) is error
    assert found.detail == f"{name.rpartition('.')[2]}: Words."


def test_a_used_up_day_waits_longer_than_a_busy_minute(typed):
    explain = typed(CODE).explain
    assert explain(Answer(200, {}, b'{"error":"error_limit"}')).retry_after == 3600
    assert explain(Answer(200, {"retry-after": "7"}, b'{"error":"error_rate_limit"}')).retry_after == 7


@pytest.mark.parametrize("body", [b'{"error":""}', b'{"error":"-","response":{}}', b'{"response":{}}'])
def test_success_is_no_error(typed, body):
    assert typed(CODE).explain(Answer(200, {}, body)) is None


def test_products_come_with_models_as_full_prices_and_go_on_at_a_cursor(typed, market):
    market.products = market.products[:57]
    pages = list(typed(CODE).iter_products())
    assert [len(page.products) for page in pages] == [50, 7]
    assert [(page.cursor, page.total) for page in pages] == [("50", 57), ("", 57)]
    found = {product.external_id: product for page in pages for product in page.products}
    third, source = found["603"], market.products[2]
    assert third.options == (MarketOption("Colour", ("Red", "Blue")), MarketOption("Size", ("S", "M")))
    assert [one.values for one in third.variants] == [("Red", "S"), ("Red", "M"), ("Blue", "S"), ("Blue", "M")]
    assert [one.price - source.price for one in third.variants] == [0, Decimal("2.50"), 0, Decimal("2.50")]
    assert [one.stock for one in third.variants] == [one.stock for one in source.variants]
    assert (third.currency, third.stock, third.weight_grams) == ("SGD", source.stock, source.weight_grams)
    assert found["601"].price == market.products[0].price  # the regular price, not the promotion's
    assert found["611"].is_selling is False
    rest = [product.external_id for page in typed(CODE).iter_products("50") for product in page.products]
    assert rest == [str(600 + number) for number in range(51, 58)]


def test_no_products_are_one_empty_page(typed, market):
    market.products = []
    (page,) = typed(CODE).iter_products()
    assert (page.products, page.cursor, page.total) == ((), "", 0)


def test_a_picture_can_be_fetched(typed, market):
    market.products = market.products[:1]
    (product,) = next(iter(typed(CODE).iter_products())).products
    assert fetch_picture(product.image_urls[0], registry.market(CODE)).size > 1000


ITEM = {"item_id": 1, "item_name": "Mug", "price_info": [{"currency": "MYR", "original_price": 10}]}
TIERS = [{"name": "Size", "option_list": [{"option": "S"}]}]


def model(**changes):
    price = [{"currency": "MYR", "original_price": 9}]
    return {"model_id": 5, "tier_index": [0], "price_info": price} | changes


def test_descriptions_are_plain_text_and_unknown_stock_stays_unknown():
    found = mapping.product(ITEM | {"description": "a < b\nc & d", "weight": "10.02"}, {})
    assert found.description_html == "a &lt; b<br>c &amp; d"
    assert (found.stock, found.weight_grams, found.currency) == (None, 10020, "MYR")


@pytest.mark.parametrize(
    "broken",
    [
        model(tier_index=[7]),
        model(tier_index=[]),
        model(tier_index=None),
        model(tier_index=["0"]),
        model(price_info=[]),
    ],
)
def test_a_model_that_points_to_nothing_is_no_answer(broken):
    with pytest.raises(BadAnswer):
        mapping.product(ITEM, {"tier_variation": TIERS, "model": [broken]})


def test_market_information_is_addresses_by_use_and_channels_that_are_on(typed, market):
    """R1.15."""
    market.return_address = "9 New Return Lane"
    entries = typed(CODE).market_info()
    assert [(entry.kind, entry.key) for entry in entries] == [
        (InfoKind.SHIP_FROM, "1"),
        (InfoKind.RETURN_ADDRESS, "2"),
        (InfoKind.DELIVERY, "18000"),
    ]
    assert entries[1].values["Address"] == "018989 SG Singapore 9 New Return Lane"
    both = {"address_id": 3, "address_type": ["PICK_UP_ADDRESS", "RETURN_ADDRESS"]}
    assert [entry.kind for entry in mapping.address(both)] == [InfoKind.SHIP_FROM, InfoKind.RETURN_ADDRESS]


def test_registration_is_not_offered():
    spec = registry.market(CODE)
    assert not spec.can(Ability.REGISTER)
    assert any("Registering" in str(limit) for limit in spec.limits)
