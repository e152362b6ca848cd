"""QAPI of eBay Japan, code Q0010 (integrations.md 1.1): keys, errors of every shape, products, registration."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from pro.marketplaces.answer import Answer
from pro.marketplaces.errors import BadAnswer, BadCredentials, Expired, ForbiddenScope, InvalidRequest, MarketDown
from pro.marketplaces.qoo10 import mapping
from pro.marketplaces.qoo10.connector import NoSuchItem
from pro.marketplaces.qoo10.simulated import SAK
from pro.marketplaces.types import InfoKind, MarketOption, MarketProduct, MarketVariant

CODE = "Q0010"
LIST = "getallgoodsinfo"


@pytest.fixture
def market(simulator):
    return simulator["qoo10"]


@pytest.fixture
def verified(typed):
    connector = typed(CODE)
    connector.verify()
    return connector


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


def test_verifying_makes_a_key_and_hands_over_its_end(typed, market):
    """The password is used once; the key is counted as living a year."""
    connector = typed(CODE)
    found = connector.verify()
    assert connector.credentials.get("sak") == SAK
    assert found.account_id == "sim_seller"
    assert dt.timedelta(days=364) < found.expires_at - timezone.now() <= dt.timedelta(days=365)
    assert [line.path.rpartition(".")[2] for line in market.calls()] == [
        "CreateCertificationKey",
        "GetSellerDeliveryGroupInfo",
    ]


def test_a_stored_key_is_verified_without_the_password(typed, market):
    found = typed(CODE, password="", sak=SAK).verify()
    assert found.expires_at is None
    assert [line.path.rpartition(".")[2] for line in market.calls()] == ["GetSellerDeliveryGroupInfo"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"ResultCode":-10000,"ResultMsg":"Please check the Seller Authorization Key."}', BadCredentials),
        (b'{"ErrorCode":-90001,"ErrorMsg":"no such API"}', InvalidRequest),
        (b'{"ResultCode":-90002,"ResultMsg":"not allowed"}', ForbiddenScope),
        (b'{"ResultCode":-90003,"ResultMsg":"not allowed"}', ForbiddenScope),
        (b'{"ResultCode":-90004,"ResultMsg":"expired"}', Expired),
        (b'{"ResultCode":"-90005","ResultMsg":"expired"}', Expired),
        (b'{"ResultCode":-10009,"ResultMsg":"not found"}', NoSuchItem),
        (b"Can't find service Name ItemsLookup", InvalidRequest),
        (b"Can't find method Info GetNothing", InvalidRequest),
        (
            b'<StdCustomResult xmlns="http://tempuri.org/"><ResultCode>-10000</ResultCode></StdCustomResult>',
            BadCredentials,
        ),
    ],
)
def test_errors_with_status_200_are_told_apart_in_every_shape(typed, body, error):
    assert type(typed(CODE).explain(Answer(200, {}, body))) is error


@pytest.mark.parametrize("body", [b'{"ResultCode":0,"ResultObject":[]}', b"<r><ResultCode>0</ResultCode></r>"])
def test_no_error_is_none(typed, body):
    assert typed(CODE).explain(Answer(200, {}, body)) is None


def test_an_answer_without_a_code_makes_no_sense(typed):
    with pytest.raises(BadAnswer, match="ResultCode"):
        typed(CODE).explain(Answer(200, {}, b'{"ok":true}'))


def test_products_come_page_by_page_and_go_on_from_a_cursor(verified, typed, market):
    """Full prices: QAPI's option prices are add-ons. Standby products come last, none is lost or doubled."""
    market.products = market.products[:27]
    pages = list(verified.iter_products())
    found = [product for page in pages for product in page.products]
    assert [len(page.products) for page in pages] == [20, 5, 2]  # 25 on sale, 2 (no. 11 and 22) on standby
    assert {page.total for page in pages} == {27}
    assert pages[-1].cursor == ""
    assert len({product.external_id for product in found}) == 27
    assert [product.is_selling for product in found] == [True] * 25 + [False] * 2
    again = typed(CODE, password="", sak=SAK)
    rest = [product.external_id for page in again.iter_products(pages[0].cursor) for product in page.products]
    assert rest == [product.external_id for product in found[20:]]


def test_a_product_is_read_whole(verified, market):
    market.products = market.products[2:3]  # number 3: two options
    page, _standby = verified.iter_products()
    (product,) = page.products
    simulated = market.products[0]
    assert product.name == simulated.name
    assert product.name.startswith("[simulated]")
    assert (product.price, product.currency, product.stock) == (simulated.price, "JPY", simulated.stock)
    assert product.options == (
        MarketOption("カラー", ("レッド", "ブルー")),
        MarketOption("サイズ", ("S", "M")),
    )
    assert [(variant.values, variant.price) for variant in product.variants] == [
        (("レッド", "S"), simulated.price),
        (("レッド", "M"), simulated.price + 50),
        (("ブルー", "S"), simulated.price),
        (("ブルー", "M"), simulated.price + 50),
    ]
    assert product.image_urls[0].endswith(f"/qoo10/-pictures/{simulated.picture}")


def test_both_versions_of_the_item_read_alike():
    old = {"ItemNo": "9", "ItemTitle": "t", "SellPrice": "1480.0000"}
    new = {"ItemCode": "9", "ItemTitle": "t", "ItemPrice": "1480"}
    first, second = (mapping.product(detail, [], "S2") for detail in (old, new))
    assert (first.external_id, first.price) == (second.external_id, second.price) == ("9", Decimal(1480))
    assert first.stock is None  # not told


def test_an_empty_shop_is_one_empty_page(verified, market):
    market.products = []
    assert [page.products for page in verified.iter_products()] == [(), ()]


def test_market_information_is_delivery_groups_and_categories(verified):
    entries = verified.market_info()
    assert [(entry.kind, entry.key) for entry in entries][:3] == [
        (InfoKind.DELIVERY, "400001"),
        (InfoKind.DELIVERY, "400002"),
        (InfoKind.CATEGORY, "320001121"),
    ]
    assert entries[2].title == "インテリア > 食器 > マグカップ"


def test_a_product_is_registered_with_its_combinations(verified, market):
    options = (MarketOption("カラー", ("赤", "青")), MarketOption("サイズ", ("S",)))
    variants = (
        MarketVariant("", ("赤", "S"), Decimal(1200), 3, "A-0"),
        MarketVariant("", ("青", "S"), Decimal(1300), None, ""),
    )
    made = verified.register_product(item(options=options, variants=variants), {"category": "320001121"})
    form = market.registered[made.external_id]
    assert form["ItemType"] == "カラー||*赤||*サイズ||*S||*0||*3||*A-0$$カラー||*青||*サイズ||*S||*100||*0||*0"
    assert (form["ItemPrice"], form["ItemQty"], form["ShippingNo"], form["SecondSubCat"]) == (
        "1200",
        "4",
        "0",
        "320001121",
    )
    second = verified.register_product(item(seller_code="B"), {"category": "320001121"})
    assert second.external_id != made.external_id


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "KRW"},
        {"price": Decimal("12.5")},
        {"name": "x" * 101},
        {
            "options": (MarketOption("a||*b", ("c",)),),
            "variants": (MarketVariant("", ("c",), Decimal(1200), 1, ""),),
        },
    ],
)
def test_what_the_market_cannot_take_is_not_sent(verified, market, changes):
    before = len(market.calls())
    with pytest.raises(InvalidRequest):
        verified.register_product(item(**changes), {"category": "320001121"})
    assert len(market.calls()) == before


def test_a_registration_is_never_sent_twice_by_itself(verified, market):
    market.misbehave("broken")
    before = len(market.calls())
    with pytest.raises(MarketDown, match="500"):
        verified.register_product(item(), {"category": "320001121"})
    assert len(market.calls()) == before + 1
