"""Lazada, code LAZADA (integrations.md 1.5): the vector, consent and renewal, errors of every shape, products."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.utils import timezone

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
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
from pro.marketplaces.http import Call
from pro.marketplaces.lazada import mapping
from pro.marketplaces.lazada.connector import TokenRefused, sign
from pro.marketplaces.types import Ability, InfoKind, MarketOption
from tests.pro.consent import RETURN_URL, agree

CODE = "LAZADA"
VECTOR = {
    "app_key": "123456",
    "timestamp": "1700000000000",
    "sign_method": "sha256",
    "access_token": "tok_abc",
    "filter": "live",
    "limit": "10",
    "offset": "0",
}


@pytest.fixture
def market(simulator):
    return simulator["lazada"]


def paths(market):
    return [line.path for line in market.calls()]


def test_the_signature_is_the_reference_vector():
    wanted = "89F546B4E737274B05C469FD5A254F4C32836DCC5EBEF27F2890CF80EA481175"
    assert sign("/products/get", VECTOR, "lsec_test") == wanted


def test_the_consent_page_is_lazadas_with_our_way_back(typed):
    parts = urlsplit(typed(CODE).consent_url("s1", RETURN_URL))
    assert parts.path == "/lazada/-auth/oauth/authorize"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "force_auth": ["true"],
        "redirect_uri": [RETURN_URL],
        "client_id": ["100123"],
        "state": ["s1"],
    }


def test_verifying_tells_the_store_and_the_end_of_the_consent(typed, market):
    found = typed(CODE).verify()
    assert (found.account_id, found.account_name) == ("sg:100200300", "Simulated store [simulated]")
    assert dt.timedelta(days=179) < found.expires_at - timezone.now() <= dt.timedelta(days=180)
    assert paths(market) == ["/rest/seller/get"]


def test_a_code_works_once_and_a_refusal_is_no_consent(typed):
    connector = typed(CODE)
    answered = agree(connector)
    connector.accept_consent(answered, RETURN_URL)
    with pytest.raises(BadCredentials, match="InvalidCode"):
        connector.accept_consent(answered, RETURN_URL)
    with pytest.raises(BadCredentials, match="not given"):
        connector.accept_consent({"error": "access_denied"}, RETURN_URL)


def test_a_store_of_another_country_is_refused(typed):
    with pytest.raises(BadCredentials, match="sells in sg, not in my"):
        typed(CODE, country="my")


def test_each_country_has_its_host_and_currency(typed, market):
    market.keys["country"] = "vn"
    try:
        connector = typed(CODE, country="vn")
        page = next(connector.iter_products())
    finally:
        market.keys["country"] = "sg"
    assert [line.host for line in market.calls()] == ["vn"]
    assert {product.currency for product in page.products} == {"VND"}


def test_a_token_that_is_over_is_renewed_by_itself_and_kept(typed, market):
    connector = typed(CODE)
    before = dict(connector.credentials.everything())
    market.state["grants"].end_access()
    assert connector.verify().account_id == "sg:100200300"
    after = connector.credentials.everything()
    assert before["access_token"] != after["access_token"]
    assert before["refresh_token"] != after["refresh_token"]
    assert paths(market) == ["/rest/seller/get", "/rest/auth/token/refresh", "/rest/seller/get"]


def test_a_token_that_ends_soon_is_renewed_before_it_is_refused(typed, market):
    connector = typed(CODE)
    connector.credentials.keep({"access_ends_at": (timezone.now() + dt.timedelta(minutes=5)).isoformat()})
    connector.verify()
    connector.verify()
    assert paths(market) == ["/rest/auth/token/refresh", "/rest/seller/get", "/rest/seller/get"]


def test_a_consent_that_is_over_has_to_be_given_again(typed, market):
    connector = typed(CODE)
    market.state["grants"].end_access()
    market.state["grants"].end_refresh()
    with pytest.raises(Expired):
        connector.verify()


def test_an_account_without_consent_cannot_be_used(typed):
    connector = typed(CODE)
    connector.credentials.keep({"access_token": "", "refresh_token": "", "access_ends_at": ""})
    with pytest.raises(Expired):
        connector.verify()


@pytest.mark.parametrize("ahead_seconds", [-7300, 7300])
def test_a_clock_that_is_off_is_not_taken_for_a_bad_request(typed, market, ahead_seconds):
    """integrations.md 1.5: at most 7200 s off."""
    connector = typed(CODE)
    market.state["clock_ahead"] = ahead_seconds
    with pytest.raises(ClockOff):
        connector.verify()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"timestamp": "1700000000000"}, "InvalidTimestamp"),
        ({"app_key": "1"}, "InvalidAppKey"),
        ({"sign": "0" * 64}, "IncompleteSignature"),
    ],
)
def test_the_simulator_checks_clock_key_and_signature(typed, market, simulator, change, code):
    connector = typed(CODE)
    params = {
        "app_key": "100123",
        "timestamp": str(int(timezone.now().timestamp() * 1000)),
        "sign_method": "sha256",
        "access_token": connector.credentials.get("access_token"),
    } | change
    params = {"sign": sign("/seller/get", params, market.keys["app_secret"])} | params
    answer = httpx.get(f"{simulator.url}/lazada/rest/seller/get", params=params)
    assert (answer.status_code, answer.json()["code"]) == (200, code)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"type":"ISV","code":"IncompleteSignature","message":"m"}', BadCredentials),
        (b'{"type":"ISV","code":"InvalidAppKey","message":"m"}', BadCredentials),
        (b'{"type":"ISV","code":"InvalidTimestamp","message":"m"}', ClockOff),
        (b'{"type":"ISV","code":"IllegalTimestamp","message":"m"}', ClockOff),
        (b'{"type":"ISV","code":"IllegalAccessToken","message":"m"}', TokenRefused),
        (b'{"type":"ISV","code":"IllegalRefreshToken","message":"m"}', Expired),
        (b'{"type":"ISV","code":"InsufficientPermission","message":"m"}', ForbiddenScope),
        (b'{"type":"ISV","code":"AppWhiteIpLimit","message":"m"}', IpNotAllowed),
        (b'{"type":"ISV","code":"ApiCallLimit","message":"m"}', RateLimited),
        (b'{"type":"ISV","code":"MISSING_PARAMETER","message":"m"}', InvalidRequest),
        (b'{"code":501,"message":"m"}', InvalidRequest),
        (b'{"type":"ISP","code":"E1000","message":"m"}', MarketDown),
        (b'{"type":"SYSTEM","code":"InternalError","message":"m"}', MarketDown),
    ],
)
def test_errors_with_status_200_are_told_apart(typed, body, error):
    assert type(typed(CODE).explain(Answer(200, {}, body))) is error


def test_a_pause_that_is_named_is_heeded(typed):
    body = b'{"code":"ApiCallLimit","message":"App call limited: this ban will last 2 seconds"}'
    assert typed(CODE).explain(Answer(200, {}, body)).retry_after == 2
    assert typed(CODE).explain(Answer(200, {}, b'{"code":"ApiCallLimit"}')).retry_after == 30


def test_no_error_is_none_and_an_answer_without_a_code_makes_no_sense(typed):
    connector = typed(CODE)
    assert connector.explain(Answer(200, {}, b'{"code":"0","data":{}}')) is None
    assert connector.explain(Answer(200, {}, b'{"access_token":"t","expires_in":1}')) is None  # as the reference has it
    with pytest.raises(BadAnswer, match="code"):
        connector.explain(Answer(200, {}, b"{}"))


def test_products_come_page_by_page_and_go_on_from_a_cursor(typed, market):
    market.products = market.products[:120]
    pages = list(typed(CODE).iter_products())
    found = [product.external_id for page in pages for product in page.products]
    assert [len(page.products) for page in pages] == [50, 50, 20]
    assert [page.cursor for page in pages] == ["50", "100", ""]
    assert {page.total for page in pages} == {120}
    assert len(set(found)) == 120
    rest = [one.external_id for page in typed(CODE).iter_products(pages[0].cursor) for one in page.products]
    assert rest == found[50:]


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5"])
def test_a_cursor_that_is_none_is_refused(typed, cursor):
    with pytest.raises(BadAnswer):
        next(typed(CODE).iter_products(cursor))


def test_an_empty_store_is_one_empty_page(typed, market):
    market.products = []
    assert [(page.products, page.cursor) for page in typed(CODE).iter_products()] == [((), "")]


def test_a_product_is_read_whole(typed, market):
    market.products = market.products[2:3]
    (page,) = typed(CODE).iter_products()
    (product,) = page.products
    simulated = market.products[0]
    assert (product.name, product.summary) == (simulated.name, simulated.summary)
    assert (product.price, product.currency, product.stock) == (simulated.price, "SGD", simulated.stock)
    assert product.description_html == simulated.description
    assert product.options == (MarketOption("Colour", ("Red", "Blue")), MarketOption("Size", ("S", "M")))
    assert [(one.values, one.price, one.stock, one.seller_code) for one in product.variants] == [
        (one.values, simulated.price + one.extra, one.stock, one.code) for one in simulated.variants
    ]
    assert product.image_urls[0].endswith(f"/lazada/-pictures/{simulated.picture}")
    assert product.is_selling is True


def row(*skus):
    return {"item_id": 1, "attributes": {"name": "n"}, "skus": list(skus)}


def sku(number, **more):
    return {"SkuId": number, "SellerSku": f"S{number}", "quantity": "4", "price": "39.9", "Status": "active", **more}


def test_what_sets_skus_apart_is_read_in_each_way_it_is_said():
    old = mapping.product(row(sku(1, color_family="Red"), sku(2, color_family="Blue")), "SGD")
    assert old.options == (MarketOption("color_family", ("Red", "Blue")),)
    unsaid = mapping.product(row(sku(1), sku(2)), "SGD")
    assert unsaid.options == (MarketOption("SKU", ("S1", "S2")),)
    alike = mapping.product(row(sku(1, saleProp={"size": "S"}), sku(2, saleProp={"size": "S"})), "SGD")
    assert alike.options == (MarketOption("SKU", ("S1", "S2")),)
    single = mapping.product(row(sku(1)), "SGD")
    assert (single.options, single.variants, single.price, single.stock) == ((), (), Decimal("39.9"), 4)


def test_the_regular_price_is_taken_and_stock_that_is_not_told_is_unknown():
    one = sku(1, special_price=35.0, Status="inactive")
    del one["quantity"]
    found = mapping.product(row(one), "SGD")
    assert (found.price, found.stock, found.is_selling) == (Decimal("39.9"), None, False)


@pytest.mark.parametrize("raw", [row(), row(sku(1, price="NaN")), row(sku(1, price=-1)), {"item_id": 1, "skus": [{}]}])
def test_a_product_that_makes_no_sense_is_not_taken(raw):
    with pytest.raises(BadAnswer):
        mapping.product(raw, "SGD")


def test_pictures_of_product_and_skus_come_once_each():
    found = mapping.product(row(sku(1, Images=["http://x/b", "http://x/a"])) | {"images": ["http://x/a"]}, "SGD")
    assert found.image_urls == ("http://x/a", "http://x/b")


def test_market_information_is_store_providers_and_leaf_categories(typed, market):
    """R1.15: what the merchant changed at the market is found."""
    market.return_address = "Jurong East"
    entries = typed(CODE).market_info()
    assert [(entry.kind, entry.key, entry.title) for entry in entries] == [
        (InfoKind.SHOP, "100200300", "Simulated store [simulated]"),
        (InfoKind.DELIVERY, "Simulated Express [simulated]", "Simulated Express [simulated]"),
        (InfoKind.DELIVERY, "Simulated Post [simulated]", "Simulated Post [simulated]"),
        (InfoKind.CATEGORY, "10000211", "Home > Mugs"),
        (InfoKind.CATEGORY, "10000212", "Home > Vases"),
    ]
    assert entries[0].values["location"] == "Jurong East"


def test_registering_is_not_offered(typed):
    assert not registry.market(CODE).can(Ability.REGISTER)
    with pytest.raises(InvalidRequest):
        typed(CODE).register_product(None, {})


def test_a_slow_market_is_waited_for_but_no_code_is_sent_twice(typed, market):
    connector = typed(CODE)
    market.misbehave("broken", times=1)
    assert connector.verify().account_id == "sg:100200300"  # a GET is tried again
    market.log = []
    market.misbehave("broken")
    with pytest.raises(MarketDown):
        connector._call(connector.auth, "POST", "/auth/token/create", {"code": "c"})
    assert len(market.calls()) == 1
    assert Call("POST", "/x").may_repeat is False
