"""RMS of Rakuten, code RKTN (integrations.md 1.2): the vector, errors of every shape, products, registration."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from catalog.pictures import read_picture
from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.errors import BadAnswer, BadCredentials, Expired, ForbiddenScope, InvalidRequest, MarketDown
from pro.marketplaces.pictures import fetch_picture
from pro.marketplaces.rakuten import mapping
from pro.marketplaces.rakuten.connector import authorization
from pro.marketplaces.types import InfoKind, MarketOption, MarketProduct, MarketVariant

CODE = "RKTN"


@pytest.fixture
def market(simulator):
    return simulator["rakuten"]


def item(**changes):
    values = {
        "external_id": "",
        "name": "カップ",
        "price": Decimal(1200),
        "currency": "JPY",
        "stock": 4,
        "seller_code": "A",
    }
    return MarketProduct(**(values | changes))


def test_the_authorization_is_the_reference_vector():
    assert authorization("SP000000_dummy", "SL000000_dummy") == "ESA U1AwMDAwMDBfZHVtbXk6U0wwMDAwMDBfZHVtbXk="


def test_verifying_tells_the_shop_and_the_end_of_the_key_in_japan_time(typed, market):
    market.state["days_left"] = 20
    found = typed(CODE).verify()
    assert (found.account_id, found.account_name) == ("sim-shop", "Simulated shop [simulated]")
    assert found.expires_at.utcoffset() == dt.timedelta(hours=9)
    assert (found.expires_at.hour, found.expires_at.minute) == (23, 59)


def test_a_key_that_is_over_is_expired(typed, market):
    market.state["days_left"] = -2
    with pytest.raises(Expired):
        typed(CODE).verify()


def test_keys_of_another_shop_are_refused(typed):
    with pytest.raises(BadCredentials, match="sim-shop"):
        typed(CODE, shop_url="other-shop").verify()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"errors":[{"code":"IE0007","message":"Invalid choice selected for itemType."}]}', InvalidRequest),
        (401, b'{"errors":[{"code":"GA0001","message":"Un-Authorised"}]}', BadCredentials),
        (400, b'{"Results":{"errorCode":"ES04-01","message":"Bad Request"}}', ForbiddenScope),
        (415, b'{"Results":{"errorCode":"ES04-03","message":"Unsupported"}}', InvalidRequest),
        (200, b"<r><resultCode>S900</resultCode></r>", MarketDown),
        (200, b"<r><resultCode>C001</resultCode></r>", InvalidRequest),
        (200, b"<r><x/></r>", BadAnswer),
    ],
)
def test_errors_are_told_apart_in_every_shape(typed, status, body, error):
    assert type(typed(CODE).explain(Answer(status, {}, body))) is error


def test_a_success_is_no_error(typed):
    connector = typed(CODE)
    assert connector.explain(Answer(204, {}, b"")) is None
    assert connector.explain(Answer(200, {}, b"<r><resultCode>N000</resultCode></r>")) is None


def test_products_come_by_marks_with_stock_from_the_other_call(typed, market):
    market.products = market.products[:130]
    pages = list(typed(CODE).iter_products())
    found = [product for page in pages for product in page.products]
    assert [len(page.products) for page in pages] == [100, 30, 0]  # the deleted item of the list is none of them
    assert pages[-1].cursor == ""
    assert pages[0].total == 130
    by_number = {product.external_id: product for product in found}
    assert len(by_number) == 130
    third = by_number[market.products[2].code.lower()]
    assert third.stock == market.products[2].stock
    assert third.options == (MarketOption("カラー", ("レッド", "ブルー")), MarketOption("サイズ", ("S", "M")))
    assert [variant.price - third.price for variant in third.variants] == [0, 50, 0, 50]
    rest = [product.external_id for page in typed(CODE).iter_products(pages[0].cursor) for product in page.products]
    assert rest == [product.external_id for product in found[100:]]


def test_stock_that_is_not_told_is_unknown():
    raw = {"manageNumber": "a", "title": "t", "variants": {"s": {"standardPrice": "100"}}}
    assert mapping.product(raw, {}, "http://x/shop").stock is None
    assert mapping.product(raw, {("a", "s"): 0}, "http://x/shop").stock == 0
    with pytest.raises(BadAnswer):
        mapping.product({"manageNumber": "a", "title": "t", "variants": {}}, {}, "")
    with pytest.raises(BadAnswer):
        mapping.product(raw | {"variants": {"s": {"standardPrice": "NaN"}}}, {}, "")


def test_a_picture_of_the_market_can_be_fetched(typed, market, settings):
    market.products = market.products[:1]
    page = next(iter(typed(CODE).iter_products()))
    url = page.products[0].image_urls[0]
    assert "/-image/sim-shop/cabinet/" in url
    file = fetch_picture(url, registry.market(CODE))
    assert isinstance(file, ContentFile)
    assert read_picture(file).width == 640


def test_market_information_is_address_dispatch_and_delivery(typed, market):
    """R1.15: the return and exchange address of the example."""
    market.return_address = "大阪府大阪市 1-1"
    entries = typed(CODE).market_info()
    assert [entry.kind for entry in entries] == [
        InfoKind.SHOP,
        InfoKind.RETURN_ADDRESS,
        InfoKind.SHIP_FROM,
        InfoKind.DELIVERY,
    ]
    assert "大阪府大阪市 1-1" in entries[1].values["Address"]


def test_a_product_is_registered_hidden_with_stock_under_a_new_number_each_time(typed, market):
    connector = typed(CODE)
    options = (MarketOption("カラー", ("赤", "青")),)
    variants = (
        MarketVariant("", ("赤",), Decimal(1200), 3, "A-0"),
        MarketVariant("", ("青",), Decimal(1300), None, ""),
    )
    first = connector.register_product(item(options=options, variants=variants), {"genre": "100371", "delivery": "11"})
    body = market.registered[first.external_id]
    assert body["hideItem"] is True
    assert body["stocks"] == {"sku1": 3, "sku2": 0}
    assert body["variants"]["sku2"] == {
        "standardPrice": "1300",
        "articleNumber": {"exemptionReason": 5},
        "selectorValues": {"option1": "青"},
        "shipping": {"shippingMethodGroup": "11"},
    }
    second = connector.register_product(item(), {"genre": "100371"})
    assert second.external_id != first.external_id
    assert set(market.registered) == {first.external_id, second.external_id}


def test_an_attribute_that_a_genre_demands_is_named(typed):
    with pytest.raises(InvalidRequest, match="IE0418"):
        typed(CODE).register_product(item(), {"genre": "999999"})


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/a.jpg",
        "http://[::1]/a.jpg",
        "http://localhost/a.jpg",
        "file:///etc/passwd",
        "http://u:p@example.com/",
        "http://127.0.0.1:1/x",
        "ftp://example.com/a",
    ],
)
def test_pictures_on_private_machines_are_not_fetched(simulator, url):
    """OWASP API 7: the address comes from an answer."""
    with pytest.raises(InvalidRequest):
        fetch_picture(url, registry.market(CODE))


def test_production_fetches_no_picture_from_its_own_machine(typed, market, settings):
    page = next(iter(typed(CODE).iter_products()))
    settings.IS_PRODUCTION = True
    with pytest.raises(InvalidRequest):
        fetch_picture(page.products[0].image_urls[0], registry.market(CODE))
