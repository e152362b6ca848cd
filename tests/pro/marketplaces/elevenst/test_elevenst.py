"""11st, code SK11ST (integrations.md 1.9): XML in EUC-KR, namespaces, errors of every shape, products, addresses."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.elevenst import connector, mapping
from pro.marketplaces.elevenst.connector import NoSuchProduct
from pro.marketplaces.errors import BadAnswer, BadCredentials, InvalidRequest, IpNotAllowed
from pro.marketplaces.types import Ability, InfoKind, MarketOption
from pro.marketplaces.xml import read_xml

CODE = "SK11ST"
LIST = "/rest/prodmarketservice/prodmarket"


@pytest.fixture
def market(simulator):
    return simulator["elevenst"]


def korean(words: str) -> bytes:
    return f'<?xml version="1.0" encoding="euc-kr"?>{words}'.encode("cp949")


def test_verifying_asks_for_places_of_dispatch_with_the_key_in_a_header(typed, market):
    found = typed(CODE).verify()
    assert (found.account_id, found.account_name, found.expires_at) == ("sim_seller", "sim_seller", None)
    assert [line.path for line in market.calls()] == ["/rest/areaservice/outboundarea"]


def test_a_server_that_is_not_registered_is_told_so(typed, market):
    market.state["refuses_ip"] = True
    with pytest.raises(IpNotAllowed, match="미허가 IP"):
        typed(CODE).verify()


def test_the_simulator_answers_errors_with_status_200_in_euc_kr(simulator):
    answer = httpx.get(f"{simulator.url}/elevenst/rest/areaservice/outboundarea", headers={"openapikey": "x" * 32})
    assert answer.status_code == 200
    assert answer.content.decode("euc-kr").endswith(
        "<resultMessage>등록된 API 정보가 존재하지 않습니다.</resultMessage></AuthMessage>"
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            "<ClientMessage><message>판매가는 10원 단위로</message><resultCode>500</resultCode></ClientMessage>",
            InvalidRequest,
        ),
        (
            "<ns2:ClientMessage xmlns:ns2='u'><message>x</message><resultCode>500</resultCode></ns2:ClientMessage>",
            InvalidRequest,
        ),
        ("<ClientMessage><message>x</message></ClientMessage>", InvalidRequest),
        (
            "<ClientMessage><message>등록되지 않은 IP</message><resultCode>500</resultCode></ClientMessage>",
            IpNotAllowed,
        ),
        (
            "<ClientMessage><message>SHIPPING 오류</message><resultCode>500</resultCode></ClientMessage>",
            InvalidRequest,
        ),
        ("<ClientMessage><resultCode>404</resultCode></ClientMessage>", NoSuchProduct),
        (
            "<AuthMessage><resultCode>-997</resultCode><resultMessage>등록된 API 정보가</resultMessage></AuthMessage>",
            BadCredentials,
        ),
        (
            "<AuthMessage><resultCode>-996</resultCode><resultMessage>미허가 IP</resultMessage></AuthMessage>",
            IpNotAllowed,
        ),
        ("<Product><message>상품이 없습니다</message><nResult>0</nResult></Product>", NoSuchProduct),
        ("<ClientMessage><message>ok</message><resultCode>200</resultCode></ClientMessage>", type(None)),
        ("<ns2:products xmlns:ns2='u'/>", type(None)),
        ("<Product><prdNo>1</prdNo></Product>", type(None)),
    ],
)
def test_errors_with_status_200_are_told_apart(typed, words, error):
    assert type(typed(CODE).explain(Answer(200, {}, korean(words)))) is error


def test_korean_words_of_an_error_arrive_whole(typed):
    words = "<ClientMessage><message>똠방각하 펲시</message><resultCode>500</resultCode></ClientMessage>"
    assert typed(CODE).explain(Answer(200, {}, korean(words))).detail == "500: 똠방각하 펲시"


def test_products_come_by_status_and_go_on_from_a_cursor(typed, market, monkeypatch):
    """Of 11 products no. 5 and 10 are sold out and no. 11 is not shown."""
    monkeypatch.setattr(connector, "PAGE", 6)
    market.products = market.products[:11]
    pages = list(typed(CODE).iter_products())
    found = [product for page in pages for product in page.products]
    assert [len(page.products) for page in pages] == [6, 2, 2, 1]
    assert [page.cursor for page in pages] == ["103:7", "104:1", "105:1", ""]
    assert {page.total for page in pages} == {None}
    assert len({product.external_id for product in found}) == 11
    assert [product.is_selling for product in found] == [True] * 8 + [False] * 3


def test_a_cursor_goes_on_behind_its_page(typed, market):
    market.products = market.products[:6]
    pages = list(typed(CODE).iter_products())
    rest = [page.products for page in typed(CODE).iter_products(pages[0].cursor)]
    assert rest == [page.products for page in pages[1:]]


@pytest.mark.parametrize("cursor", ["x", "103", "103:0", "999:1", "103:-1"])
def test_a_cursor_that_is_none_is_refused(typed, cursor):
    with pytest.raises(BadAnswer):
        next(typed(CODE).iter_products(cursor))


def test_an_empty_shop_has_no_products(typed, market):
    market.products = []
    assert [page.products for page in typed(CODE).iter_products()] == [(), (), ()]


def test_a_product_that_ended_meanwhile_is_left_out(typed, market):
    market.products = market.products[:2]
    gone = market.products[0].code
    client = typed(CODE)
    rows = client._rows("103", 1)
    market.products = market.products[1:]
    assert len(rows) == 2
    assert client._product(rows[0], "103") is None
    assert client._product(rows[1], "103").seller_code != gone


def test_a_product_is_read_whole_with_full_prices(typed, market):
    market.products = market.products[2:3]
    page = next(typed(CODE).iter_products())
    (product,) = page.products
    simulated = market.products[0]
    assert (product.name, product.summary) == (simulated.name, simulated.summary)
    assert (product.price, product.currency, product.stock) == (simulated.price, "KRW", simulated.stock)
    assert product.description_html == simulated.description
    assert product.options == (MarketOption("색상", ("빨강", "파랑")), MarketOption("사이즈", ("S", "M")))
    assert [(one.values, one.price, one.stock, one.seller_code) for one in product.variants] == [
        (one.values, simulated.price + one.extra, one.stock, one.code) for one in simulated.variants
    ]
    assert [variant.price - product.price for variant in product.variants] == [0, 500, 0, 500]
    assert product.image_urls[0].endswith(f"/elevenst/-pictures/{simulated.picture}")


def read(stock_rows: str):
    detail = read_xml(b"<Product><prdNo>1</prdNo><prdNm>n</prdNm><selPrc>1,000</selPrc></Product>")
    return mapping.product({}, detail, read_xml(f"<ProductStocks>{stock_rows}</ProductStocks>".encode()), "103")


def stock_row(number, names, values, more=""):
    return (
        f"<ProductStock><prdStckNo>{number}</prdStckNo><mixOptNm>{names}</mixOptNm>"
        f"<mixDtlOptNm>{values}</mixDtlOptNm>{more}</ProductStock>"
    )


def test_the_list_stands_in_for_what_the_detail_leaves_empty():
    listed = {"prdNo": "1", "prdNm": "of the list", "selPrc": "900", "sellerPrdCd": "A"}
    detail = read_xml(b"<Product><prdNm>of the detail</prdNm><selPrc/></Product>")
    found = mapping.product(listed, detail, read_xml(b"<ProductStocks/>"), "103")
    assert (found.external_id, found.name, found.price, found.seller_code) == ("1", "of the detail", Decimal(900), "A")


def test_values_that_hold_commas_make_one_option():
    found = read(stock_row(1, "색상,사이즈", "빨강,S") + stock_row(2, "색상,사이즈", "빨강, 진한,S"))
    assert found.options == (MarketOption("색상,사이즈", ("빨강,S", "빨강, 진한,S")),)


def test_a_cheaper_combination_and_one_that_is_not_sold():
    rows = stock_row(1, "색상", "빨강", "<addPrc>-300</addPrc><stckQty>4</stckQty>")
    rows += stock_row(2, "색상", "파랑", "<prdStckStatCd>02</prdStckStatCd><stckQty>9</stckQty>")
    found = read(rows)
    assert [(one.values, one.price) for one in found.variants] == [(("빨강",), Decimal(700))]
    assert found.stock == 4


def test_stock_that_is_not_told_is_unknown():
    assert read("").stock is None
    assert read(stock_row(1, "", "")).stock is None
    single = read(stock_row(1, "", "", "<stckQty>3</stckQty>"))
    assert (single.options, single.variants, single.stock, single.price) == ((), (), 3, Decimal(1000))


def test_market_information_is_addresses_templates_and_leaf_categories(typed, market):
    """R1.15: the return and exchange address of the example, with and without the prefix."""
    market.return_address = "부산 해운대구 1-1"
    entries = typed(CODE).market_info()
    assert [(entry.kind, entry.key) for entry in entries] == [
        (InfoKind.SHIP_FROM, "14"),
        (InfoKind.SHIP_FROM, "15"),
        (InfoKind.RETURN_ADDRESS, "27"),
        (InfoKind.DELIVERY, "301"),
        (InfoKind.CATEGORY, "1341821"),
    ]
    assert entries[2].values["Address"] == "부산 해운대구 1-1"
    assert entries[4].title == "생활잡화 > 정리소품 > 바구니"


def test_categories_in_a_circle_make_no_sense():
    rows = [
        {"dispNo": "1", "dispNm": "a", "leafYn": "Y", "parentDispNo": "2"},
        {"dispNo": "2", "dispNm": "b", "leafYn": "N", "parentDispNo": "1"},
    ]
    with pytest.raises(BadAnswer, match="circle"):
        mapping.categories(rows)


def test_registering_is_not_offered_and_the_ip_is_asked_for():
    spec = registry.market(CODE)
    assert not spec.can(Ability.REGISTER)
    assert spec.asks_for_ip
