"""ESM as a stand-in: tokens and their clocks are checked, searches are counted, letters of names change."""

from __future__ import annotations

from typing import Any, Final

import jwt

from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket, now

MOST_SECONDS_OFF: Final = 300
SEARCHES_A_MINUTE: Final = 20
MOST: Final = 500

market = SimulatedMarket(
    "esm",
    "Gmarket and Auction (ESM)",
    language="ko",
    currency="KRW",
    keys={
        "master_id": "simmaster",
        "secret_key": "simulated-esm-secret-key-0123456789abcdef",
        "gmarket_id": "simgmarket",
        "auction_id": "simauction",
    },
)


@market.on_reset
def prepare(market: SimulatedMarket) -> None:
    market.state["searches"] = []


@market.route("POST", "/item/v1/goods/search")
def search(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request) or _too_often(market)
    if refusal is not None:
        return refusal
    asked: dict[str, Any] = request.json() or {}
    query = asked.get("query", {})
    index, size = asked.get("pageIndex"), asked.get("pageSize")
    sellers = {2: market.keys["gmarket_id"], 1: market.keys["auction_id"]}
    site = int(next(iter(query.get("siteId", [])), 0))
    if query.get("siteSellerId") != [sellers.get(site)]:
        return SimAnswer.of({"resultCode": 1000, "message": "판매자 ID를 확인해 주세요."}, 400)
    if not isinstance(index, int) or not isinstance(size, int) or index < 1 or not 1 <= size <= MOST:
        return SimAnswer.of({"resultCode": 1000, "message": "페이지 크기를 확인해 주세요."})
    part = market.products[(index - 1) * size : index * size]
    answer = {"totalItems": len(market.products), "pageIndex": index, "pageSize": size}
    return SimAnswer.of(answer | {"items": [_row(market, request, one) for one in part]})


@market.route("GET", "/item/v1/goods/{number}")
def detail(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    one = _find(market, request.args["number"])
    if one is None:
        return _refusal(market, request) or _not_found()
    return _refusal(market, request) or SimAnswer.of(
        {
            "goodsNo": int(request.args["number"]),
            "itemBasicInfo": {"goodsName": {"kor": one.name, "promotion": one.summary}},
            "itemAddtionalInfo": {
                "images": {"basicImgURL": f"{request.base}/-pictures/{one.picture}", "addtionalImg1URL": None},
                "descriptions": {"kor": {"type": 2, "html": one.description}},
            },
            "resultCode": 0,
            "message": None,
        }
    )


@market.route("GET", "/item/v1/goods/{number}/recommended-options")
def options(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    one = _find(market, request.args["number"])
    if one is None:
        return _refusal(market, request) or _not_found()
    if not one.options:
        return _refusal(market, request) or SimAnswer.of({"type": 0, "combination": None, "independent": None})
    details = [
        {
            **{f"recommendedOptValue{n}": {"koreanText": value} for n, value in enumerate(variant.values, 1)},
            "optSeq": 27_000_000_000 + one.number * 10 + place,
            "isSoldOut": False,
            "isDisplay": True,
            "qty": {"iac": variant.stock + 1, "gmkt": variant.stock},
            "manageCode": variant.code,
            "addAmntSite": {"gmkt": float(variant.extra), "iac": float(variant.extra)},
        }
        for place, variant in enumerate(one.variants)
    ]
    names = {f"recommendedOptName{n}": {"koreanText": name} for n, (name, _v) in enumerate(one.options, 1)}
    combination = names | {"details": details}
    return _refusal(market, request) or SimAnswer.of({"type": 2, "isStockManage": True, "combination": combination})


@market.route("GET", "/item/v1/shipping/places")
def places(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """In the shipping API's large letters."""
    rows = [{"PlaceNo": 501, "PlaceName": "본사 출하지 [simulated]", "AddrNo": 901}]
    return _refusal(market, request) or SimAnswer.of({"ResultCode": 0, "Message": None, "ShippingPlaces": rows})


@market.route("GET", "/item/v1/shipping/dispatch-policies")
def policies(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    row = {
        "dispatchPolicyNo": 701,
        "dispatchPolicyName": "당일발송 [simulated]",
        "dispatchType": "A",
        "readyDurationDay": 0,
        "dispatchCloseTime": "14:00",
    }
    return _refusal(market, request) or SimAnswer.of({"resultCode": 0, "dispatchPolicies": [row]})


@market.route("GET", "/item/v1/sellers/addresses")
def addresses(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    row = {
        "addrNo": 901,
        "addrName": "반품 센터 [simulated]",
        "representativeName": "담당자",
        "zipCode": "06236",
        "addr1": market.return_address,
        "addr2": "1층",
    }
    return _refusal(market, request) or SimAnswer.of({"resultCode": 0, "addresses": [row]})


@market.route("GET", "/item/v1/categories/site-cats")
def categories(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    rows = [{"catCode": "100000003", "catName": "생활용품", "isLeaf": False}]
    return _refusal(market, request) or SimAnswer.of({"catCode": "", "catName": "", "subCats": rows})


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    keys = market.keys
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        claims = jwt.decode(
            given,
            keys["secret_key"],
            algorithms=["HS256"],
            audience="sa.esmplus.com",
            issuer="www.esmplus.com",
            subject="sell",
            options={"require": ["iss", "sub", "aud", "iat"], "verify_iat": False},
        )
        master = jwt.get_unverified_header(given).get("kid")
    except jwt.InvalidTokenError:
        return _bad_token("Invalid token")
    if master != keys["master_id"] or market.key_state != "valid":
        return _bad_token("Unknown master ID")
    if abs(claims["iat"] - now()) > MOST_SECONDS_OFF:
        return _bad_token("The token was issued too long ago")
    known = {f"A:{keys['auction_id']}", f"G:{keys['gmarket_id']}"}
    named = set(str(claims.get("ssi", "")).split(","))
    return None if named <= known else _bad_token("The seller does not belong to the master ID")


def _too_often(market: SimulatedMarket) -> SimAnswer | None:
    recent = [when for when in market.state["searches"] if when > now() - 60]
    if len(recent) >= SEARCHES_A_MINUTE:
        return SimAnswer.of({"resultCode": 3000, "message": "상품 조회는 분당 20회까지 가능합니다."}, 429)
    market.state["searches"] = [*recent, now()]
    return None


def _row(market: SimulatedMarket, request: SimRequest, one: SimProduct) -> dict[str, Any]:
    """Every fourth product is only at Auction, every seventh of the others only at Gmarket."""
    is_auction_only = one.number % 4 == 0
    is_gmarket_only = one.number % 7 == 0 and not is_auction_only
    price, status = int(one.price), "11" if one.is_selling else "21"
    return {
        "goodsNo": str(_number(one)),
        "siteGoodsNo": {
            "gmkt": "" if is_auction_only else f"15{one.number:08d}",
            "iac": None if is_gmarket_only else f"B{one.number:09d}",
        },
        "siteSellerId": {"gmkt": market.keys["gmarket_id"], "iac": market.keys["auction_id"]},
        "goodsName": one.name,
        "managedCode": one.code,
        "price": {"gmkt": price, "iac": price + 10},
        "stock": {"gmkt": one.stock, "iac": one.stock + 1},
        "sellStatus": {"gmkt": status, "iac": status},
        "image": f"{request.base}/-pictures/{one.picture}",
    }


def _find(market: SimulatedMarket, number: str) -> SimProduct | None:
    return next((one for one in market.products if str(_number(one)) == number), None)


def _number(one: SimProduct) -> int:
    return 1_158_000_000 + one.number


def _bad_token(message: str) -> SimAnswer:
    return SimAnswer.of({"status": {"status_code": 401, "message": message}}, 401)


def _not_found() -> SimAnswer:
    return SimAnswer.of({"resultCode": 1000, "message": "상품이 존재하지 않습니다."}, 404)
