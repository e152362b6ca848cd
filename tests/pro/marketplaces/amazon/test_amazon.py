"""Amazon's Selling Partner API (integrations.md 1.3): LWA, consent, quotas, errors, listings with variations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from pro.marketplaces import registry
from pro.marketplaces.amazon import mapping
from pro.marketplaces.amazon.connector import (
    Amazon,
    NoConsent,
    NotParticipating,
    RefreshTokenRefused,
    TokenRefused,
)
from pro.marketplaces.amazon.spec import JAPAN, UNITED_STATES, marketplace
from pro.marketplaces.answer import Answer
from pro.marketplaces.credentials import TypedCredentials
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    ForbiddenScope,
    InvalidRequest,
    MarketDown,
    RateLimited,
)
from pro.marketplaces.pictures import fetch_picture
from pro.marketplaces.types import Ability, InfoKind, MarketOption
from tests.pro.consent import RETURN_URL, agree

CODE = "AMAZON"
LWA = "/auth/o2/token"


@pytest.fixture
def market(simulator):
    return simulator["amazon"]


@pytest.fixture
def app(market, monkeypatch, settings, request):
    """The operator has an app: merchants choose the marketplace and consent. A connector nobody agreed for yet."""
    names = {"ID": "amzn1.sp.solution.sim"}
    names |= {"CLIENT_ID": market.keys["client_id"], "CLIENT_SECRET": market.keys["client_secret"]}
    settings.MARKET_AMAZON_APP = names
    monkeypatch.setattr(Amazon, "market", marketplace(has_app=True))
    connector = registry.connect(CODE, TypedCredentials(f"test:{request.node.name}", {"marketplace_id": JAPAN}))
    yield connector
    connector.close()


def test_verifying_fetches_a_token_and_looks_for_the_marketplace_and_a_listing(typed, market):
    found = typed(CODE).verify()
    assert found.account_id == f"ASIMULATED0001:{JAPAN}"
    assert (found.account_name, found.expires_at) == ("Simulated store [simulated]", None)
    assert [(line.host, line.path) for line in market.calls()] == [
        ("lwa", LWA),
        ("api", "/sellers/v1/marketplaceParticipations"),
        ("api", "/listings/2021-08-01/items/ASIMULATED0001"),
    ]


def test_a_token_from_before_does_not_vouch_for_a_new_secret(typed):
    connector = typed(CODE)
    connector.verify()
    connector.credentials.keep({"client_secret": "another-secret"})
    with pytest.raises(BadCredentials, match="invalid_client"):
        connector.verify()


def test_a_refresh_token_that_is_not_accepted_says_what_to_do(typed):
    with pytest.raises(RefreshTokenRefused) as raised:
        typed(CODE, refresh_token="Atzr|another").verify()
    assert "Authorise the app again" in str(raised.value.text)


def test_another_seller_s_id_is_refused(typed):
    with pytest.raises(BadCredentials, match="AOTHER"):
        typed(CODE, seller_id="AOTHER").verify()


def test_a_marketplace_the_seller_does_not_sell_in_is_said(typed, market):
    market.state["sells"] = False
    with pytest.raises(NotParticipating):
        typed(CODE).verify()


def test_the_united_states_are_called_at_their_own_host(typed, settings):
    settings.MARKET_SIMULATOR_URL = ""
    settings.MARKET_BASE_URLS = {"AMAZON_NA": "http://na.invalid", "AMAZON_LWA": "http://lwa.invalid"}
    connector = typed(CODE, marketplace_id=UNITED_STATES)
    connector.credentials.keep({"access_token": "x", "token_ends_at": "9999999999"})
    with pytest.raises(MarketDown, match=r"na\.invalid"):
        connector._get("/sellers/v1/account")


def test_a_token_is_used_for_an_hour_and_renewed_before_its_end(typed, market):
    connector = typed(CODE)
    connector.verify()
    connector.market_info()
    assert len(market.calls(LWA)) == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=59)):
        connector.market_info()
    assert len(market.calls(LWA)) == 2
    assert {line.status for line in market.calls()} == {200}


def test_a_token_that_has_ended_is_renewed_once(typed, market):
    connector = typed(CODE)
    connector.verify()
    market.state["access"] = dict.fromkeys(market.state["access"], 0)
    calls = len(market.calls())
    connector._get("/sellers/v1/account")
    assert [line.status for line in market.calls()[calls:]] == [403, 200, 200]


def test_a_missing_role_is_no_bad_key(typed, market):
    market.state["lacks_role"] = True
    with pytest.raises(ForbiddenScope, match="denied"):
        typed(CODE).verify()


def test_a_used_up_quota_waits_for_one_turn_at_the_rate_of_its_header(typed, market):
    """The bucket of the participations call gives one turn in 62 seconds: that is not waited for here."""
    market.state["quota"] = "0.016"
    with pytest.raises(RateLimited) as raised:
        typed(CODE).verify()
    assert raised.value.retry_after == pytest.approx(62.5)
    assert [line.status for line in market.calls()] == [200, 429]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-rate": "5.0"}, 0.2),
        ({"x-rate": "5.0", "retry-after": "9"}, 9),
        ({"x-rate": "0"}, 30),
        ({"x-rate": "-1"}, 30),
        ({"x-rate": "nan"}, 30),
        ({"x-rate": "soon"}, 30),
        ({"x-rate": "0.0000001"}, 3600),
        ({}, 30),
    ],
)
def test_the_rate_of_a_429_becomes_a_wait(headers, seconds):
    assert Answer(429, headers, b"").retry_seconds("x-rate") == seconds


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"error":"invalid_client","error_description":"Client authentication failed"}', BadCredentials),
        (400, b'{"error":"invalid_grant","error_description":"x"}', RefreshTokenRefused),
        (400, b'{"error":"unauthorized_client"}', ForbiddenScope),
        (400, b'{"error":"invalid_request"}', InvalidRequest),
        (403, b'{"errors":[{"code":"Unauthorized","message":"Access is denied.","details":""}]}', ForbiddenScope),
        (403, b'{"errors":[{"code":"Unauthorized","details":"The access token has expired."}]}', TokenRefused),
        (401, b'{"errors":[{"code":"Unauthorized","message":"x"}]}', TokenRefused),
        (400, b'{"errors":[{"code":"InvalidInput","message":"x"}]}', InvalidRequest),
        (404, b'{"errors":[{"code":"NotFound","message":"x"}]}', InvalidRequest),
        (400, b'{"errors":[{"code":"QuotaExceeded","message":"x"}]}', RateLimited),
    ],
)
def test_errors_are_told_apart(typed, status, body, error):
    assert type(typed(CODE).explain(Answer(status, {}, body))) is error


def test_with_an_app_of_the_operator_s_nothing_but_the_marketplace_is_typed(app):
    spec = registry.market(CODE)
    assert [field.name for field in spec.fields] == ["marketplace_id"]
    assert spec.has_consent
    own = marketplace(has_app=False)
    assert not own.has_consent
    assert [field.name for field in own.fields if field.is_secret] == ["client_secret", "refresh_token"]


def test_the_consent_page_is_that_of_the_country_and_carries_the_state(app, settings):
    settings.MARKET_SIMULATOR_URL = ""
    url = urlsplit(app.consent_url("s-1", RETURN_URL))
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://sellercentral.amazon.co.jp/apps/authorize/consent"
    query = {"application_id": ["amzn1.sp.solution.sim"], "state": ["s-1"], "redirect_uri": [RETURN_URL]}
    assert parse_qs(url.query) == query
    settings.MARKET_AMAZON_APP["DRAFT"] = "1"
    app.marketplace_id = UNITED_STATES
    url = urlsplit(app.consent_url("s-1", RETURN_URL))
    assert url.netloc == "sellercentral.amazon.com"
    assert parse_qs(url.query) == query | {"version": ["beta"]}


def test_consent_brings_the_seller_and_a_refresh_token(app, market):
    answered = agree(app)
    app.accept_consent(answered, RETURN_URL)
    assert app.verify().account_id == f"ASIMULATED0001:{JAPAN}"
    assert app.credentials.get("refresh_token") in market.state["refresh"]
    assert "client_secret" not in app.credentials.everything()
    with pytest.raises(NoConsent):  # a code is good once
        app.accept_consent(answered, RETURN_URL)


@pytest.mark.parametrize("answered", [{}, {"spapi_oauth_code": "x"}, {"selling_partner_id": "A"}])
def test_a_way_back_without_a_code_is_no_consent(app, market, answered):
    with pytest.raises(NoConsent):
        app.accept_consent(answered, RETURN_URL)
    assert market.calls() == []


def test_consent_of_another_seller_is_told_by_its_id(app, market):
    """Whoever asked for it keeps nothing of another account (pro.domain.market_accounts.finish_consent)."""
    app.accept_consent(agree(app), RETURN_URL)
    market.state["consenting_seller"] = "AOTHER"
    app.accept_consent(agree(app), RETURN_URL)
    assert app.verify().account_id == f"AOTHER:{JAPAN}"


def test_listings_come_with_variations_under_their_parent_and_go_on_at_a_cursor(typed, market):
    market.products = market.products[:15]
    pages = list(typed(CODE).iter_products())
    listed = 10 + 5 * 5  # ten alone, five parents with four children each
    assert [(page.cursor, page.total) for page in pages] == [("20", listed), ("", listed)]
    found = {product.external_id: product for page in pages for product in page.products}
    assert list(found) == [one.code for one in market.products]
    source = market.products[2]
    third = found[source.code]
    assert third.options == (MarketOption("Color", ("レッド", "ブルー")), MarketOption("Size", ("S", "M")))
    assert [one.price - source.price for one in third.variants] == [0, 50, 0, 50]
    assert [one.stock for one in third.variants] == [one.stock for one in source.variants]
    assert (third.currency, third.stock, third.price) == ("JPY", source.stock, source.price)
    assert third.description_html == f"<ul><li>{source.summary}</li></ul>{source.description}"
    assert found[market.products[4].code].stock == 0
    assert found[market.products[10].code].is_selling is False
    rest = [product.external_id for product in next(iter(typed(CODE).iter_products("20"))).products]
    assert rest == [product.external_id for product in pages[1].products]


def test_a_picture_can_be_fetched(typed, market):
    market.products = market.products[:1]
    (product,) = next(iter(typed(CODE).iter_products())).products
    assert fetch_picture(product.image_urls[0], registry.market(CODE)).size > 1000


def listing(sku, price="1000", **attributes):
    offers = [{"marketplaceId": JAPAN, "offerType": "B2C", "price": {"currencyCode": "JPY", "amount": price}}]
    return {"sku": sku, "offers": offers, "attributes": {name: [{"value": one}] for name, one in attributes.items()}}


def test_a_listing_without_a_price_is_left_out_and_so_is_another_country_s():
    assert mapping.product({"sku": "A"}, [], (), JAPAN) is None
    assert mapping.product(listing("A"), [], (), UNITED_STATES) is None
    assert mapping.product(listing("A"), [], (), JAPAN).price == Decimal(1000)


def test_stock_in_amazon_s_warehouses_is_not_told():
    row = listing("A") | {"fulfillmentAvailability": [{"fulfillmentChannelCode": "AMAZON_JP"}]}
    assert mapping.product(row, [], (), JAPAN).stock is None


def test_variations_that_attributes_do_not_tell_apart_are_told_apart_by_sku():
    children = [listing("A-1", color="赤"), listing("A-2", "1200", color="赤")]
    found = mapping.product({"sku": "A"}, children, ("color",), JAPAN)
    assert found.options == (MarketOption("SKU", ("A-1", "A-2")),)
    assert [one.price for one in found.variants] == [1000, 1200]


@pytest.mark.parametrize("price", ["NaN", "-1", "x"])
def test_a_price_that_is_none_is_no_answer(price):
    with pytest.raises(BadAnswer):
        mapping.product(listing("A", price), [], (), JAPAN)


def test_pictures_that_are_no_web_addresses_are_left_out():
    row = listing("A")
    row["attributes"] |= {
        "other_product_image_locator_1": [{"media_location": "s3://bucket/a.jpg"}],
        "other_product_image_locator_2": [{"media_location": "https://x.example/b.jpg"}],
    }
    assert mapping.product(row, [], (), JAPAN).image_urls == ("https://x.example/b.jpg",)


def test_market_information_is_the_business_and_shipping_templates_in_use(typed, market):
    market.products = market.products[:30]
    market.return_address = "港区 4-5-6"
    shop, template = typed(CODE).market_info()
    assert (shop.kind, shop.title) == (InfoKind.SHOP, "Simulated Inc. [simulated]")
    assert shop.values["Address"] == "100-0001 東京 港区 4-5-6 JP"
    assert (template.kind, template.key) == (InfoKind.DELIVERY, "通常配送 [simulated]")


def test_registration_is_not_offered():
    spec = registry.market(CODE)
    assert not spec.can(Ability.REGISTER)
    assert any("Registering" in str(limit) for limit in spec.limits)
