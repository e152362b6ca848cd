"""Coupang's Wing (integrations.md 1.7): the vector, errors of every shape, the end of keys, products, addresses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.coupang import mapping
from pro.marketplaces.coupang.connector import BadEndDate, NoSuchProduct, key_end, signature
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
from pro.marketplaces.types import Ability, InfoKind, MarketOption

CODE = "COUPANG"
NOW = dt.datetime(2026, 11, 26, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def market(simulator):
    return simulator["coupang"]


def test_the_signature_is_the_reference_vector():
    path = "/v2/providers/seller_api/apis/api/v1/marketplace/seller-products"
    sign = signature("csec_test", "231114T221320Z", "GET", path, "vendorId=A00000001&maxPerPage=1")
    assert sign == "de86097e9c8f04ef3269f9c8b60fa4b9a3f81e9da00e5b9403353cccd3ae654b"


def test_verifying_reads_a_place_and_a_product_and_keeps_the_typed_end(typed, market):
    ends_on = timezone.localdate() + dt.timedelta(days=30)
    found = typed(CODE, key_ends_on=ends_on.isoformat()).verify()
    assert (found.account_id, found.account_name) == ("A00012345", "A00012345")
    assert found.expires_at.isoformat() == f"{ends_on}T23:59:59+09:00"
    assert [line.path.rpartition("/")[2] for line in market.calls()] == ["outbound", "seller-products"]


@pytest.mark.parametrize(
    ("typed_day", "error"),
    [
        ("2026-11-25", Expired),
        ("2027-06-30", BadEndDate),  # more than six months ahead
        ("31.01.2027", BadEndDate),
        ("", BadEndDate),
        ("2027-02-30", BadEndDate),
    ],
)
def test_an_end_that_cannot_be_is_refused(typed_day, error):
    with pytest.raises(error):
        key_end(typed_day, NOW)


def test_the_last_day_of_six_months_and_today_are_fine():
    assert key_end("2027-05-26", NOW).date() == dt.date(2027, 5, 26)
    assert key_end("2026-11-26", NOW) > NOW


def test_keys_of_another_vendor_are_refused(typed):
    with pytest.raises(BadCredentials, match="A00099999"):
        typed(CODE, vendor_id="A00099999").verify()


def test_an_ip_that_is_not_on_the_list_is_said(typed, market):
    market.state["blocks_ip"] = True
    with pytest.raises(IpNotAllowed):
        typed(CODE).verify()


@pytest.mark.parametrize("ahead_seconds", [-360, 360])
def test_a_clock_that_is_off_is_not_taken_for_a_bad_key(typed, market, ahead_seconds):
    market.state["clock_ahead"] = ahead_seconds
    with pytest.raises(ClockOff):
        typed(CODE).verify()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"code":"ERROR","message":"Invalid signature.","transactionId":"x"}', BadCredentials),
        (401, b'{"code":"ERROR","message":"Specified signature is expired."}', ClockOff),
        (401, b'{"code":"ERROR","message":"HMAC format is invalid."}', BadCredentials),
        (401, b'{"code":"ERROR","message":"Request is not authorized."}', BadCredentials),
        (401, b'{"code":401,"message":"?"}', BadCredentials),
        (403, b'{"code":"ERROR","message":"Not allowed IP"}', IpNotAllowed),
        (403, b'{"code":403,"message":"No right"}', ForbiddenScope),
        (400, b'{"code":"ERROR","message":"vendorId is missing"}', InvalidRequest),
        (404, b'{"code":"ERROR","message":"none"}', NoSuchProduct),
        (200, b'{"code":"ERROR","message":"Something"}', InvalidRequest),
        (200, b'{"code":401,"message":"Something"}', BadCredentials),
        (200, b'{"code":"401","message":"Something"}', BadCredentials),
        (200, b'{"code":"429","message":"slow"}', RateLimited),
        (200, b'{"code":500,"message":"Something"}', MarketDown),
    ],
)
def test_errors_are_told_apart_in_every_shape(typed, status, body, error):
    assert type(typed(CODE).explain(Answer(status, {}, body))) is error


@pytest.mark.parametrize("body", [b'{"code":"SUCCESS"}', b'{"code":200}', b'{"code":"200"}', b'{"content":[]}'])
def test_success_is_a_text_a_number_or_nothing(typed, body):
    assert typed(CODE).explain(Answer(200, {}, body)) is None


def test_products_come_with_stock_full_prices_and_options_and_go_on_at_a_cursor(typed, market):
    market.products = market.products[:23]
    pages = list(typed(CODE).iter_products())
    assert [len(page.products) for page in pages] == [20, 3]
    assert [page.cursor for page in pages] == ["2", ""]
    found = {product.external_id: product for page in pages for product in page.products}
    third, source = found["3"], market.products[2]
    assert third.options == (MarketOption("색상", ("빨강", "파랑")), MarketOption("사이즈", ("S", "M")))
    assert [variant.price - source.price for variant in third.variants] == [0, 500, 0, 500]
    assert [variant.stock for variant in third.variants] == [variant.stock for variant in source.variants]
    assert third.price == source.price
    assert third.description_html == source.description
    assert found["5"].stock == 0
    assert found["1"].variants == ()
    assert found["11"].is_selling is False
    rest = [product.external_id for page in typed(CODE).iter_products("2") for product in page.products]
    assert rest == ["21", "22", "23"]


def test_a_product_that_went_away_since_the_list_is_left_out(typed, market):
    market.products = market.products[:2]
    connector = typed(CODE)
    row = {"sellerProductId": 999, "sellerProductName": "x", "statusName": "승인완료"}
    assert connector._product(row) is None
    assert connector._product(row | {"sellerProductId": 1, "statusName": mapping.DELETED}) is None


def test_a_picture_can_be_fetched(typed, market):
    market.products = market.products[:1]
    (product,) = next(iter(typed(CODE).iter_products())).products
    assert fetch_picture(product.image_urls[0], registry.market(CODE)).size > 1000


ROW = {"sellerProductId": 7, "sellerProductName": "컵", "statusName": "승인대기중"}


def item(name, *, price=1000, number=None, attributes=()):
    pairs = [{"attributeTypeName": kind, "attributeValueName": value} for kind, value in attributes]
    return {"itemName": name, "sellerProductItemId": 1, "vendorItemId": number, "salePrice": price, "attributes": pairs}


def test_stock_of_what_is_not_approved_is_not_told():
    found = mapping.product(ROW, {"items": [item("컵")]}, {}, "https://cdn")
    assert (found.stock, found.is_selling, found.price) == (None, False, Decimal(1000))


def test_items_that_attributes_do_not_tell_apart_are_told_apart_by_name():
    items = [item("빨강 S", attributes=[("색", "빨강")]), item("빨강 M", attributes=[("색", "빨강")], price=1500)]
    found = mapping.product(ROW, {"items": items}, {}, "https://cdn")
    assert found.options == (MarketOption("옵션", ("빨강 S", "빨강 M")),)
    assert [variant.price for variant in found.variants] == [1000, 1500]


def test_paths_of_pictures_become_addresses_and_descriptions_keep_their_order():
    raw = item("컵") | {
        "images": [
            {"imageOrder": 1, "cdnPath": "vendor_inventory/b.jpg"},
            {"imageOrder": 0, "vendorPath": "https://shop.example/a.jpg"},
        ],
        "contents": [
            {"contentDetails": [{"content": "//x.example/1.jpg", "detailType": "IMAGE"}]},
            {"contentDetails": [{"content": "<p>a</p>", "detailType": "TEXT"}]},
        ],
    }
    found = mapping.product(ROW, {"items": [raw]}, {}, "https://cdn")
    assert found.image_urls == ("https://shop.example/a.jpg", "https://cdn/vendor_inventory/b.jpg")
    assert found.description_html == '<img src="https://x.example/1.jpg"><p>a</p>'


@pytest.mark.parametrize("broken", [{"items": []}, {}, {"items": [item("x", price="NaN")]}])
def test_a_detail_that_lacks_what_is_needed_is_no_answer(broken):
    with pytest.raises(BadAnswer):
        mapping.product(ROW, broken, {}, "")


def test_market_information_is_dispatch_and_returns_with_the_road_name(typed, market):
    """R1.15."""
    market.return_address = "서울시 강남구 새길 3"
    dispatch, returns = typed(CODE).market_info()
    assert (dispatch.kind, dispatch.key) == (InfoKind.SHIP_FROM, "7001")
    assert dispatch.values["Address"] == "10000 경기도 김포시 봄날로 12 3층"
    assert (returns.kind, returns.key) == (InfoKind.RETURN_ADDRESS, "1000001")
    assert "서울시 강남구 새길 3" in returns.values["Address"]
    assert returns.values["Usable"] == "Yes"


def test_registration_is_not_offered():
    spec = registry.market(CODE)
    assert not spec.can(Ability.REGISTER)
    assert any("Registering" in str(limit) for limit in spec.limits)
