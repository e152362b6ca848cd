"""eBay, code EBAY (integrations.md 1.6): consent and renewal, errors, pages that are counted, offers, groups."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.ebay import connector, mapping
from pro.marketplaces.ebay.connector import NotThere, TokenRefused, basic
from pro.marketplaces.ebay.spec import MARKET
from pro.marketplaces.errors import BadAnswer, BadCredentials, Expired, ForbiddenScope, InvalidRequest
from pro.marketplaces.types import Ability, InfoKind, MarketOption
from tests.pro.consent import RETURN_URL, agree

CODE = "EBAY"


@pytest.fixture
def market(simulator):
    return simulator["ebay"]


def paths(market):
    return [line.path for line in market.calls()]


def test_the_token_call_says_both_keys_in_base64():
    """RFC 7617, section 2: its own example."""
    assert basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_the_consent_page_names_the_runame_and_what_is_asked_for(typed):
    parts = urlsplit(typed(CODE).consent_url("s1", RETURN_URL))
    query = parse_qs(parts.query)
    assert parts.path == "/ebay/-auth/oauth2/authorize"
    assert query["redirect_uri"] == ["Simulated_Inc-Simulate-Store-abcdef"]
    assert [scope.rpartition("/")[2] for scope in query["scope"][0].split()] == [
        "sell.inventory",
        "sell.account",
        "commerce.identity.readonly",
    ]
    assert query["state"] == ["s1"]


def test_verifying_tells_the_user_and_the_end_of_the_consent(typed, market):
    found = typed(CODE).verify()
    assert (found.account_id, found.account_name) == ("simUserId1", "simulated_store")
    assert found.expires_at - timezone.now() > dt.timedelta(days=546)
    assert [(line.host, line.path) for line in market.calls()] == [("identity", "/commerce/identity/v1/user/")]


def test_a_code_works_once_and_a_refusal_is_no_consent(typed):
    client = typed(CODE)
    answered = agree(client)
    client.accept_consent(answered, RETURN_URL)
    with pytest.raises(BadCredentials, match="invalid_grant"):
        client.accept_consent(answered, RETURN_URL)
    with pytest.raises(BadCredentials, match="not given"):
        client.accept_consent({"error": "access_denied"}, RETURN_URL)


def test_a_token_that_is_over_is_renewed_and_the_consent_stays(typed, market):
    client = typed(CODE)
    before = dict(client.credentials.everything())
    market.state["grants"].end_access()
    client.verify()
    after = client.credentials.everything()
    assert before["access_token"] != after["access_token"]
    assert before["refresh_token"] == after["refresh_token"]
    assert before["refresh_ends_at"] == after["refresh_ends_at"]
    assert paths(market)[1] == "/identity/v1/oauth2/token"


def test_a_token_that_ends_soon_is_renewed_before_it_is_refused(typed, market):
    client = typed(CODE)
    client.credentials.keep({"access_ends_at": (timezone.now() + dt.timedelta(minutes=2)).isoformat()})
    client.verify()
    client.verify()
    assert paths(market) == ["/identity/v1/oauth2/token", *["/commerce/identity/v1/user/"] * 2]


def test_a_consent_that_is_over_has_to_be_given_again(typed, market):
    client = typed(CODE)
    market.state["grants"].end_access()
    market.state["grants"].end_refresh()
    with pytest.raises(Expired, match="invalid_grant"):
        client.verify()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"errors":[{"errorId":1001,"domain":"OAuth","message":"Invalid access token"}]}', TokenRefused),
        (403, b'{"errors":[{"errorId":1100,"domain":"ACCESS","message":"Insufficient permissions"}]}', ForbiddenScope),
        (404, b'{"errors":[{"errorId":25713,"message":"This Offer is not available."}]}', NotThere),
        (400, b'{"errors":[{"errorId":25709,"message":"m","longMessage":"Invalid value for limit."}]}', InvalidRequest),
        (401, b'{"error":"invalid_client","error_description":"client authentication failed"}', BadCredentials),
        (400, b'{"error":"invalid_grant","error_description":"d"}', Expired),
        (400, b'{"error":"invalid_scope"}', ForbiddenScope),
        (400, b'{"error":"unsupported_grant_type"}', InvalidRequest),
        (400, b'{"errors":[]}', type(None)),
        (200, b'{"total":0}', type(None)),
    ],
)
def test_errors_are_told_apart_in_both_shapes(typed, status, body, error):
    assert type(typed(CODE).explain(Answer(status, {}, body))) is error


def test_the_longer_words_of_an_error_are_told(typed):
    body = b'{"errors":[{"errorId":25709,"message":"short","longMessage":"the long story"}]}'
    assert typed(CODE).explain(Answer(400, {}, body)).detail == "25709: the long story"


def test_offset_counts_pages_and_a_group_comes_once(typed, market, monkeypatch):
    """Seven products, every third with four combinations: 5 + 8 items on three pages of 5, groups across pages."""
    monkeypatch.setattr(connector, "PAGE", 5)
    market.products = market.products[:7]
    pages = list(typed(CODE).iter_products())
    found = [product.external_id for page in pages for product in page.products]
    assert [page.cursor for page in pages] == ["1", "2", ""]
    assert {page.total for page in pages} == {None}  # 13 are items, not products
    assert len(found) == 7
    assert set(found) == {f"group:{one.code}" if one.options else one.code for one in market.products}
    rest = [one.external_id for page in typed(CODE).iter_products(pages[0].cursor) for one in page.products]
    assert rest == found[len(pages[0].products) :]


@pytest.mark.parametrize("cursor", ["-1", "x"])
def test_a_cursor_that_is_none_is_refused(typed, cursor):
    with pytest.raises(BadAnswer):
        next(typed(CODE).iter_products(cursor))


def test_an_empty_store_is_one_empty_page(typed, market):
    market.products = []
    assert [(page.products, page.cursor) for page in typed(CODE).iter_products()] == [((), "")]


def test_a_group_is_read_whole_with_the_prices_of_its_offers(typed, market):
    market.products = market.products[2:3]
    (page,) = typed(CODE).iter_products()
    (product,) = page.products
    simulated = market.products[0]
    assert (product.name, product.price, product.currency) == (simulated.name, simulated.price, "USD")
    assert (product.stock, product.material) == (simulated.stock, "100% cotton")
    assert product.options == (MarketOption("Colour", ("Red", "Blue")), MarketOption("Size", ("S", "M")))
    assert [(one.external_id, one.values, one.price, one.stock) for one in product.variants] == [
        (one.code, one.values, simulated.price + one.extra, one.stock) for one in simulated.variants
    ]
    assert [url.partition("/ebay/")[2] for url in product.image_urls] == [f"-pictures/{simulated.picture}"]


def test_items_without_an_offer_on_the_site_are_left_out(typed, market):
    """The form says so: without an offer there is no price."""
    market.products = market.products[:3]
    market.state["offered_on"] = "EBAY_GB"
    assert [page.products for page in typed(CODE).iter_products()] == [()]


def test_an_item_without_a_title_goes_by_its_sku():
    offered = mapping.Offered("A-1", {"product": {}}, mapping.Offer(Decimal(1), "USD", False))
    found = mapping.single(offered)
    assert (found.name, found.stock, found.image_urls) == ("A-1", None, ())


def offer_row(site, value, listing=""):
    return {
        "marketplaceId": site,
        "pricingSummary": {"price": {"value": value, "currency": "USD"}},
        "listing": {"listingId": listing},
    }


def test_the_listed_offer_of_the_site_is_taken():
    rows = [offer_row("EBAY_GB", "1", "7"), offer_row("EBAY_US", "2.50"), offer_row("EBAY_US", "3.50", "8")]
    assert mapping.offer(rows, "EBAY_US") == mapping.Offer(Decimal("3.50"), "USD", True)
    assert mapping.offer(rows, "EBAY_DE") is None
    auction = {"marketplaceId": "EBAY_US", "pricingSummary": {"auctionStartPrice": {"value": "1"}}}
    assert mapping.offer([auction], "EBAY_US") is None
    with pytest.raises(BadAnswer):
        mapping.offer([offer_row("EBAY_US", "NaN")], "EBAY_US")


def test_an_item_that_is_not_listed_does_not_sell(typed, market):
    market.products = [one for one in market.products if one.number in {1, 11}]
    (page,) = typed(CODE).iter_products()
    assert [product.is_selling for product in page.products] == [True, False]


def test_market_information_is_locations_and_policies_of_three_kinds(typed, market):
    """R1.15: what the merchant changed at the market is found."""
    market.return_address = "1 New Street"
    entries = typed(CODE).market_info()
    assert [(entry.kind, entry.key) for entry in entries] == [
        (InfoKind.SHIP_FROM, "warehouse-1"),
        (InfoKind.POLICY, "return:60000001"),
        (InfoKind.POLICY, "fulfillment:60000001"),
        (InfoKind.POLICY, "payment:60000001"),
    ]
    assert entries[0].values["Address"] == "1 New Street San Jose US"


def test_what_the_inventory_api_does_not_hold_is_said_on_the_form():
    assert any("Inventory API" in str(limit) for limit in MARKET.limits)
    assert not registry.market(CODE).can(Ability.REGISTER)
