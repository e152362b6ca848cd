"""Naver's Commerce API (integrations.md 1.8): the vector, malformed secrets, tokens, errors, products, addresses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    MarketDown,
    RateLimited,
)
from pro.marketplaces.naver import mapping
from pro.marketplaces.naver.connector import MalformedSecret, NoSuchProduct, signature
from pro.marketplaces.pictures import fetch_picture
from pro.marketplaces.types import Ability, InfoKind, MarketOption

CODE = "SHOPN"
VECTOR = "JDJhJDEwJGFiY2RlZmdoaWprbG1ub3BxcnN0dXVCVldZSk42T0VPdEx1OFY0cDQxa2IuTnpVaUEzbmsy"


@pytest.fixture
def market(simulator):
    return simulator["naver"]


def test_the_signature_is_the_reference_vector_with_its_canonical_salt():
    assert signature("aaaabbbbcccc", "$2a$10$abcdefghijklmnopqrstuu", 1643961623299) == VECTOR


@pytest.mark.parametrize(
    "secret", ["$2a$10$abcdefghijklmnopqrstuv", "$2a$10$short", "no salt at all", "", "2a$10$abcdefghijklmnopqrstuu"]
)
def test_a_secret_that_is_no_salt_is_called_malformed_without_a_call(typed, market, secret):
    with pytest.raises(MalformedSecret) as raised:
        typed(CODE, client_secret=secret).verify()
    assert "malformed" in str(raised.value.text)
    assert raised.value.code == BadCredentials.code
    assert market.calls() == []


def test_a_secret_of_another_application_is_refused(typed):
    with pytest.raises(BadCredentials, match="client_secret_sign"):
        typed(CODE, client_secret="$2a$04$abcdefghijklmnopqrstuu").verify()


def test_verifying_fetches_a_token_and_the_account(typed, market):
    connector = typed(CODE)
    found = connector.verify()
    assert (found.account_id, found.account_name, found.expires_at) == ("ncp_sim_1", "sim_store", None)
    assert [line.path for line in market.calls()] == ["/v1/oauth2/token", "/v1/seller/account"]
    assert connector.credentials.get("access_token") in market.state["tokens"]


def test_a_token_from_before_does_not_vouch_for_a_new_secret(typed):
    connector = typed(CODE)
    connector.verify()
    connector.credentials.keep({"client_secret": "$2a$04$abcdefghijklmnopqrstuu"})
    with pytest.raises(BadCredentials):
        connector.verify()


def test_a_solution_needs_the_seller_s_uid(typed):
    with pytest.raises(BadCredentials, match="account_id"):
        typed(CODE, kind="SELLER").verify()
    assert typed(CODE, kind="SELLER", account_id="ncp_sim_1").verify().account_id == "ncp_sim_1"


def test_a_token_is_used_until_it_ends_and_renewed_before(typed, market):
    market.state["token_seconds"] = 3600
    connector = typed(CODE)
    connector.verify()
    connector.market_info()
    assert len(market.calls("/v1/oauth2/token")) == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3550)):
        connector.market_info()
    assert len(market.calls("/v1/oauth2/token")) == 2
    assert not [line for line in market.calls() if line.status != 200]


def test_a_token_that_is_refused_is_renewed_once(typed, market):
    connector = typed(CODE)
    connector.verify()
    market.state["tokens"] = {}
    assert len(connector.market_info()) == 5
    market.misbehave("revoked")
    calls = len(market.calls())
    with pytest.raises(BadCredentials):
        connector.market_info()
    assert [line.status for line in market.calls()[calls:]] == [401, 400]


@pytest.mark.parametrize("ahead_seconds", [-360, 360])
def test_a_clock_that_is_off_is_not_taken_for_a_bad_key(typed, market, ahead_seconds):
    market.state["clock_ahead"] = ahead_seconds
    with pytest.raises(ClockOff):
        typed(CODE).verify()


def test_an_ip_that_is_not_on_the_list_is_said(typed, market):
    market.state["blocks_ip"] = True
    with pytest.raises(IpNotAllowed):
        typed(CODE).verify()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"code":"GW.AUTHN","message":"x","timestamp":"t","traceId":"i"}', BadCredentials),
        (403, b'{"code":"GW.IP_NOT_ALLOWED","message":"x"}', IpNotAllowed),
        (403, b'{"code":"FORBIDDEN","message":"x"}', ForbiddenScope),
        (404, b'{"code":"GW.NOT_FOUND","message":"x"}', NoSuchProduct),
        (404, b'{"code":"NOT_FOUND","message":"x"}', NoSuchProduct),
        (400, b'{"code":"GW.PROXY","message":"x"}', MarketDown),
        (400, b'{"code":"GW.TIMEOUT","message":"x"}', MarketDown),
        (200, b'{"code":"GW.RATE_LIMIT","message":"x"}', RateLimited),
        (200, b'{"code":"GW.AUTHN","message":"x"}', BadCredentials),
        (400, b'{"code":"BAD_REQUEST","message":"x","invalidInputs":[{"name":"size","message":"y"}]}', InvalidRequest),
        (400, b'{"code":"BAD_REQUEST","invalidInputs":[{"name":"timestamp","message":"y"}]}', ClockOff),
    ],
)
def test_errors_are_told_apart(typed, status, body, error):
    assert type(typed(CODE).explain(Answer(status, {}, body))) is error


def test_an_error_says_which_value_is_meant(typed):
    body = '{"code":"BAD_REQUEST","message":"틀림","invalidInputs":[{"name":"size","message":"500 이하"}]}'
    assert typed(CODE).explain(Answer(400, {}, body.encode())).detail == "BAD_REQUEST: 틀림; size: 500 이하"


def test_products_come_with_add_ons_as_full_prices_and_go_on_at_a_cursor(typed, market):
    market.products = market.products[:57]
    selling = [one for one in market.products if one.is_selling]
    pages = list(typed(CODE).iter_products())
    assert [len(page.products) for page in pages] == [50, 2]
    assert [(page.cursor, page.total) for page in pages] == [("2", 52), ("", 52)]
    found = {product.external_id: product for page in pages for product in page.products}
    assert set(found) == {str(5000 + one.number) for one in selling}
    third, source = found["5003"], market.products[2]
    assert third.options == (MarketOption("색상", ("빨강", "파랑")), MarketOption("사이즈", ("S", "M")))
    assert [variant.price - source.price for variant in third.variants] == [0, 500, 0, 500]
    assert [variant.stock for variant in third.variants] == [variant.stock for variant in source.variants]
    assert (third.stock, third.seller_code) == (source.stock, source.code)
    assert found["5005"].stock == 0
    rest = [product.external_id for page in typed(CODE).iter_products("2") for product in page.products]
    assert rest == [str(5000 + one.number) for one in selling[50:]]


def test_no_products_are_one_empty_page(typed, market):
    market.products = []
    (page,) = typed(CODE).iter_products()
    assert (page.products, page.cursor, page.total) == ((), "", 0)


def test_a_picture_can_be_fetched(typed, market):
    market.products = market.products[:1]
    (product,) = next(iter(typed(CODE).iter_products())).products
    assert fetch_picture(product.image_urls[0], registry.market(CODE)).size > 1000


ROW = {"originProductNo": 1, "channelProducts": [{"name": "컵", "channelProductDisplayStatusType": "SUSPENSION"}]}


def origin(**changes):
    return {"originProduct": {"name": "컵", "salePrice": 10000, "statusType": "SALE"} | changes}


def test_combinations_that_are_not_used_are_left_out_and_hidden_products_do_not_sell():
    rows = [
        {"id": 1, "optionName1": "빨강", "price": -1000, "stockQuantity": 2, "usable": True},
        {"id": 2, "optionName1": "파랑", "price": 0, "stockQuantity": 9, "usable": False},
    ]
    info = {"optionCombinationGroupNames": {"optionGroupName1": "색"}, "optionCombinations": rows}
    found = mapping.product(ROW, origin(detailAttribute={"optionInfo": info}))
    assert found.options == (MarketOption("색", ("빨강",)),)
    assert [(one.price, one.stock) for one in found.variants] == [(Decimal(9000), 2)]
    assert found.is_selling is False
    assert found.stock is None


@pytest.mark.parametrize("broken", [{}, origin(salePrice=None), origin(salePrice="NaN"), origin(salePrice=-5)])
def test_a_product_that_lacks_what_is_needed_is_no_answer(broken):
    with pytest.raises(BadAnswer):
        mapping.product(ROW, broken)


def test_market_information_tells_dispatch_from_returns(typed, market):
    """R1.15: the server ignores a filter by type, so the kinds are told apart here."""
    market.return_address = "부산시 해운대구 9"
    entries = typed(CODE).market_info()
    assert [(entry.kind, entry.key) for entry in entries] == [
        (InfoKind.SHIP_FROM, "101"),
        (InfoKind.RETURN_ADDRESS, "102"),
        (InfoKind.SHOP, "103"),
        (InfoKind.DELIVERY, "bundle-11"),
        (InfoKind.POLICY, "return-PRIMARY"),
    ]
    assert entries[1].values["Address"] == "13500 부산시 해운대구 9 2층"


def test_a_long_address_book_is_read_to_its_end(typed, monkeypatch):
    connector = typed(CODE)
    pages = {"1": 100, "2": 3}

    def send(_method, _path, _body=None, query=""):
        page = query.partition("page=")[2].partition("&")[0]
        return {"addressBooks": [{"addressBookNo": f"{page}-{n}"} for n in range(pages[page])]}

    monkeypatch.setattr(connector, "_send", send)
    assert len(connector._rows("/x", "addressBooks")) == 103


def test_registration_is_not_offered():
    spec = registry.market(CODE)
    assert not spec.can(Ability.REGISTER)
    assert any("Registering" in str(limit) for limit in spec.limits)
