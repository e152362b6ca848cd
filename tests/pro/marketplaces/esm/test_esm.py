"""Gmarket and Auction, code ESM (integrations.md 1.10): tokens, errors of every shape, both sites, options, pace."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from decimal import Decimal

import httpx
import jwt
import pytest

from pro.marketplaces import registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    RateLimited,
)
from pro.marketplaces.esm import connector, mapping
from pro.marketplaces.esm.connector import NoSuchGoods, token
from pro.marketplaces.esm.mapping import AUCTION, GMARKET
from pro.marketplaces.types import Ability, InfoKind, MarketOption

CODE = "ESM"
SECRET = "a-secret-of-more-than-thirty-two-letters"


@pytest.fixture
def market(simulator):
    return simulator["esm"]


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_the_token_says_what_the_reference_says_and_is_signed_by_hmac():
    """Section 1.10; the signature as RFC 7515, section 5.1 has it, made here without the library."""
    made = token("master", SECRET, "A:auc,G:gm", 1_700_000_000)
    header, payload, signature = made.split(".")
    read = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload)]
    assert read == [
        {"alg": "HS256", "typ": "JWT", "kid": "master"},
        {
            "iss": "www.esmplus.com",
            "sub": "sell",
            "aud": "sa.esmplus.com",
            "iat": 1_700_000_000,
            "ssi": "A:auc,G:gm",
        },
    ]
    wanted = hmac.new(SECRET.encode(), f"{header}.{payload}".encode(), hashlib.sha256).digest()
    assert signature == unpadded(wanted)


def test_verifying_asks_for_places_of_dispatch(typed, market):
    found = typed(CODE).verify()
    assert (found.account_id, found.account_name) == ("G:simgmarket", "A:simauction,G:simgmarket")
    assert [line.path for line in market.calls()] == ["/item/v1/shipping/places"]


@pytest.mark.parametrize(
    ("changes", "account_id", "sellers"),
    [
        ({"auction_id": ""}, "G:simgmarket", "G:simgmarket"),
        ({"gmarket_id": ""}, "A:simauction", "A:simauction"),
    ],
)
def test_one_seller_id_is_enough(typed, changes, account_id, sellers):
    found = typed(CODE, **changes).verify()
    assert (found.account_id, found.account_name) == (account_id, sellers)


def test_without_a_seller_id_nothing_is_sent(typed, market):
    with pytest.raises(InvalidRequest, match="Gmarket, of Auction, or both"):
        typed(CODE, gmarket_id="", auction_id="").verify()
    assert market.calls() == []


@pytest.mark.parametrize("changes", [{"master_id": "other"}, {"gmarket_id": "other"}, {"auction_id": "other"}])
def test_ids_that_do_not_belong_together_are_refused(typed, changes):
    with pytest.raises(BadCredentials):
        typed(CODE, **changes).verify()


@pytest.mark.parametrize(
    "change", [{"iat": 1_700_000_000}, {"aud": "sa2.esmplus.com"}, {"iss": "example.com"}, {"sub": "buy"}]
)
def test_the_simulator_checks_clock_and_claims(simulator, market, change):
    claims = {
        "iss": "www.esmplus.com",
        "sub": "sell",
        "aud": "sa.esmplus.com",
        "iat": int(time.time()),
        "ssi": "G:simgmarket",
    }
    statuses = []
    for payload in (claims, claims | change):
        made = jwt.encode(payload, market.keys["secret_key"], algorithm="HS256", headers={"kid": "simmaster"})
        headers = {"Authorization": f"Bearer {made}"}
        statuses.append(httpx.get(f"{simulator.url}/esm/item/v1/shipping/places", headers=headers).status_code)
    assert statuses == [200, 401]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b'{"resultCode":1000,"message":"m"}', InvalidRequest),
        (200, b'{"ResultCode":1000,"Message":"m"}', InvalidRequest),
        (400, b'{"resultCode":1000,"message":"m"}', InvalidRequest),
        (404, b'{"resultCode":1000,"message":"m"}', NoSuchGoods),
        (403, b'{"RESULTCODE":"2000"}', ForbiddenScope),
        (200, b'{"ResultCode":3000,"Message":"m"}', RateLimited),
        (200, b'{"status":{"status_code":401,"message":"Invalid token"}}', BadCredentials),
        (401, b'{"Status":{"Status_Code":"403","Message":"IP is not allowed"}}', IpNotAllowed),
        (401, '{"status":{"status_code":401,"message":"허용되지 않은 IP입니다"}}'.encode(), IpNotAllowed),
        (200, b'{"status":{"status_code":0}}', type(None)),
        (200, b'{"resultCode":0,"message":null}', type(None)),
        (200, b'{"ResultCode":0,"Data":{}}', type(None)),
        (200, b'{"totalItems":0,"items":[]}', type(None)),
        (200, b"[]", type(None)),
    ],
)
def test_errors_are_told_apart_in_any_letters(typed, status, body, error):
    assert type(typed(CODE).explain(Answer(status, {}, body))) is error


def test_words_of_an_error_are_told_whatever_the_letters(typed):
    found = typed(CODE).explain(Answer(200, {}, '{"ResultCode":1000,"Message":"가격 오류"}'.encode()))
    assert found.detail == "1000: 가격 오류"


def test_names_are_read_in_small_letters_all_the_way_down():
    assert mapping.lowered({"Aa": [{"Bb": {"CC": "Dd"}}]}) == {"aa": [{"bb": {"cc": "Dd"}}]}
    deep: dict = {}
    for _level in range(30):
        deep = {"a": deep}
    with pytest.raises(BadAnswer):
        mapping.lowered(deep)


def test_what_is_at_both_sites_comes_once_and_a_cursor_goes_on(typed, market, monkeypatch):
    """Of nine products no. 4 and 8 are only at Auction, no. 7 only at Gmarket."""
    monkeypatch.setattr(connector, "PAGE", 5)
    market.products = market.products[:9]
    pages = list(typed(CODE).iter_products())
    numbers = [[int(product.external_id[-2:]) for product in page.products] for page in pages]
    assert numbers == [[1, 2, 3, 5], [6, 7, 9], [4], [8]]
    assert [page.cursor for page in pages] == ["G:2", "A:1", "A:2", ""]
    rest = [page.products for page in typed(CODE).iter_products(pages[1].cursor)]
    assert rest == [page.products for page in pages[2:]]


def test_a_seller_of_auction_only_gets_prices_and_stock_of_auction(typed, market):
    market.products = market.products[:3]
    (page,) = typed(CODE, gmarket_id="").iter_products()
    assert [(one.price, one.stock) for one in page.products] == [
        (market.products[0].price + 10, market.products[0].stock + 1),
        (market.products[1].price + 10, market.products[1].stock + 1),
        (market.products[2].price + 10, market.products[2].stock + 4),
    ]


@pytest.mark.parametrize("cursor", ["G", "G:0", "X:1", "A:x"])
def test_a_cursor_that_is_none_is_refused(typed, cursor):
    with pytest.raises(BadAnswer):
        next(typed(CODE).iter_products(cursor))


def test_an_empty_shop_has_no_products(typed, market):
    market.products = []
    assert [page.products for page in typed(CODE).iter_products()] == [(), ()]


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
    assert [url.partition("/esm/")[2] for url in product.image_urls] == [f"-pictures/{simulated.picture}"]


def test_a_product_that_was_taken_away_meanwhile_is_left_out(typed, market):
    client = typed(CODE)
    row = {"goodsno": "1"}
    assert client._product(row, GMARKET) is None


def read(options, site=GMARKET):
    row = {"goodsno": 1, "goodsname": "n", "price": {"gmkt": 1000, "iac": 900}, "stock": {"gmkt": 5, "iac": 6}}
    return mapping.product(row, {}, mapping.lowered(options), site)


def test_a_single_option_is_read_with_what_holds_at_the_site():
    details = [
        {"recommendedOptValue": {"koreanText": "S"}, "optSeq": 1, "qty": {"iac": 10, "gmkt": 3}, "addAmnt": 100},
        {
            "recommendedOptValue": "M",
            "optSeq": 2,
            "qty": {"iac": 4, "gmkt": 7},
            "isSoldOut": False,
            "isSoldOutSite": {"gmkt": True, "iac": False},
        },
        {"recommendedOptValue": "L", "optSeq": 3, "isDisplaySite": {"gmkt": False, "iac": True}, "qty": 2},
    ]
    single = {"recommendedOptName": {"koreanText": "사이즈"}, "details": details}
    for options in ({"independent": single}, {"independents": [single]}):
        gmarket = read({"isStockManage": True, **options})
        assert gmarket.options == (MarketOption("사이즈", ("S", "M")),)
        assert [(one.price, one.stock) for one in gmarket.variants] == [(Decimal(1100), 3), (Decimal(1000), 0)]
        assert gmarket.stock == 3
        auction = read({"isStockManage": True, **options}, AUCTION)
        assert [(one.price, one.stock) for one in auction.variants] == [
            (Decimal(1000), 10),
            (Decimal(900), 4),
            (Decimal(900), 2),
        ]


def test_stock_that_is_not_counted_per_option_is_the_products():
    single = {"details": [{"recommendedOptValue": "S", "optSeq": 1, "qty": {"gmkt": 99999}}]}
    found = read({"isStockManage": False, "independent": single})
    assert (found.stock, found.variants[0].stock) == (5, None)
    assert found.options == (MarketOption("옵션", ("S",)),)


def test_several_options_without_combinations_are_left_out():
    """The form says so."""
    one = {"details": [{"recommendedOptValue": "S"}]}
    found = read({"independents": [one, one]})
    assert (found.options, found.variants, found.stock) == ((), (), 5)


def test_market_information_is_places_addresses_policies_and_top_categories(typed, market):
    """R1.15: the return and exchange address of the example."""
    market.return_address = "서울 강남구 2-2"
    entries = typed(CODE).market_info()
    assert [(entry.kind, entry.key) for entry in entries] == [
        (InfoKind.SHIP_FROM, "501"),
        (InfoKind.RETURN_ADDRESS, "901"),
        (InfoKind.POLICY, "701"),
        (InfoKind.CATEGORY, "100000003"),
    ]
    assert entries[1].values["Address"] == "06236 서울 강남구 2-2 1층"


def test_searches_keep_to_twenty_a_minute(typed, monkeypatch):
    """Five at once and one in four seconds; a wait beyond 15 seconds is handed on."""
    waits: list[float] = []
    monkeypatch.setattr(connector.time, "sleep", waits.append)
    client = typed(CODE)

    def search_on() -> None:
        for _search in range(20):
            client._take_search()

    with pytest.raises(RateLimited) as raised:
        search_on()
    assert waits[:5] == [0, 0, 0, 0, 0]
    assert 0 < waits[5] <= 4
    assert waits[5:] == sorted(waits[5:])
    assert max(waits) <= 15 < raised.value.retry_after


def test_what_another_gmarket_seller_of_the_master_has_is_not_left_out(typed):
    """Auction's list names the Gmarket number too; only that of our own seller came with Gmarket's list."""
    client = typed(CODE)
    row = {"sitegoodsno": {"gmkt": "1", "iac": "B1"}, "sitesellerid": {"gmkt": "somebody-else", "iac": "simauction"}}
    assert client._is_wanted(row, AUCTION)
    assert not client._is_wanted(row | {"sitesellerid": {"gmkt": "simgmarket"}}, AUCTION)
    assert not client._is_wanted(row | {"sitesellerid": "simauction"}, AUCTION)


def test_the_simulator_counts_searches(typed, market, monkeypatch):
    monkeypatch.setattr(connector, "take_token", lambda *_args, **_pace: (True, 0.0))
    market.state["searches"] = [time.time()] * 20
    with pytest.raises(RateLimited):
        next(typed(CODE).iter_products())


def test_registering_is_not_offered_and_the_ip_is_asked_for():
    spec = registry.market(CODE)
    assert not spec.can(Ability.REGISTER)
    assert spec.asks_for_ip
