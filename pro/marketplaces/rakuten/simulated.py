"""RMS as a stand-in: the authorization is checked, lists have marks, stock comes by another call."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from xml.sax.saxutils import escape

from pro.marketplaces.simulator.drawing import picture
from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket

KEY_LIFE: Final = dt.timedelta(days=88)
JAPAN: Final = dt.timezone(dt.timedelta(hours=9))
NAMESPACE: Final = "http://rakuten.co.jp/rms/mall/shop/biz/api/model/resource"

market = SimulatedMarket(
    "rakuten",
    "Rakuten Ichiba",
    language="ja",
    currency="JPY",
    keys={
        "shop_url": "sim-shop",
        "service_secret": "SP000000_simulated1",
        "license_key": "SL000000_simulated1",
    },
)


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    from pro.marketplaces.rakuten.connector import authorization  # noqa: PLC0415 - the connector need not be loaded

    wanted = authorization(market.keys["service_secret"], market.keys["license_key"])
    if request.headers.get("authorization") != wanted or market.key_state != "valid":
        return SimAnswer.of({"errors": [{"code": "GA0001", "message": "Un-Authorised"}]}, 401)
    return None


@market.route("GET", "/es/1.0/license-management/license-key/expiry-date")
def expiry(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    days = market.state.get("days_left")
    end = dt.datetime.now(JAPAN) + (KEY_LIFE if days is None else dt.timedelta(days=days))
    return SimAnswer.of({"expiryDate": end.strftime("%Y-%m-%dT23:59:59")})


@market.route("GET", "/es/2.0/items/search")
def search(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    hits, mark = int(request.query.get("hits", "10")), request.query.get("cursorMark", "*")
    if not 1 <= hits <= 100:
        return SimAnswer.of({"errors": [{"code": "IE0003", "message": "hits must be between 1 and 100."}]}, 400)
    start = 0 if mark == "*" else int(mark.removeprefix("AoE"))
    part = market.products[start : start + hits]
    following = f"AoE{start + len(part)}" if part else mark
    results = [{"item": _item(one), "category": {"categoryIds": []}, "inventory": {}} for one in part]
    if start == 0:
        results.append({"item": {"manageNumber": "deleted-item"}})
    return SimAnswer.of({"numFound": len(market.products), "nextCursorMark": following, "results": results})


@market.route("POST", "/es/2.1/inventories/bulk-get")
def stocks(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    wanted = (request.json() or {}).get("inventories", [])
    if not 1 <= len(wanted) <= 1000:
        return SimAnswer.of({"errors": [{"code": "IE0003", "message": "inventories must be between 1 and 1000."}]}, 400)
    known = {
        (one.code.lower(), f"s{place}"): variant.stock
        for one in market.products
        for place, variant in enumerate(one.variants, 1)
    }
    rows = [
        {**pair, "quantity": known[pair["manageNumber"], pair["variantId"]], "operationLeadTime": {}}
        for pair in wanted
        if (pair["manageNumber"], pair["variantId"]) in known
    ]
    return SimAnswer.of({"inventories": rows})


@market.route("GET", "/es/1.0/shop/{name}")
def shop(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    results = {
        "shopMaster": _shop_master(market),
        "shipFrom": "<shipFromList><shipFrom><shipFromId>1</shipFromId><name>東京倉庫 [simulated]</name>"
        "<zipcodeFrom>1000001</zipcodeFrom></shipFrom></shipFromList>",
        "deliverySetInfo": "<deliverySetInfoList><deliverySetInfo><deliverySetId>11</deliverySetId>"
        "<deliverySetName>通常配送 [simulated]</deliverySetName><deliverySetDefaultFlag>1</deliverySetDefaultFlag>"
        "</deliverySetInfo></deliverySetInfoList>",
    }
    name = request.args["name"]
    if name not in results:
        return _shop_answer("C001", "Not found", "", 404)
    return _shop_answer("N000", "Succeeded.", results[name])


@market.route("PUT", "/es/2.0/items/manage-numbers/{number}")
def put_item(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    body: dict[str, Any] = request.json() or {}
    missing = [name for name in ("title", "genreId", "variants", "itemType") if not body.get(name)]
    if missing:
        return SimAnswer.of({"errors": [{"code": "IE0002", "message": f"{missing[0]} is required."}]}, 400)
    if body["genreId"] == "999999":
        return SimAnswer.of({"errors": [{"code": "IE0418", "message": "Attribute 原産国 is required."}]}, 400)
    is_new = request.args["number"] not in market.registered
    market.registered[request.args["number"]] = body | {"stocks": {}}
    return SimAnswer(status=201 if is_new else 204)


@market.route("PUT", "/es/2.1/inventories/manage-numbers/{number}/variants/{sku}")
def put_stock(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    item = market.registered.get(request.args["number"])
    if item is not None:
        item["stocks"][request.args["sku"]] = (request.json() or {}).get("quantity")
    return SimAnswer(status=204)


@market.route("GET", "/{shop}/cabinet/{name}", host="image")
def image(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    found = picture(request.args["name"])
    return SimAnswer(found, content_type="image/jpeg") if found else SimAnswer(status=404, content_type="text/plain")


def _item(one: SimProduct) -> dict[str, Any]:
    item: dict[str, Any] = {
        "manageNumber": one.code.lower(),
        "itemNumber": one.code,
        "title": one.name,
        "tagline": one.summary,
        "productDescription": {"pc": one.description, "sp": one.description},
        "itemType": "NORMAL",
        "images": [{"type": "CABINET", "location": f"/{one.picture}", "alt": one.name}],
        "genreId": "100371",
        "hideItem": not one.is_selling,
        "variants": {
            f"s{place}": {
                "merchantDefinedSkuId": variant.code,
                "standardPrice": str(one.price + variant.extra),
                "hidden": False,
                "selectorValues": {f"o{n}": value for n, value in enumerate(variant.values, 1)},
            }
            for place, variant in enumerate(one.variants, 1)
        },
    }
    if one.options:
        item["variantSelectors"] = [
            {"key": f"o{n}", "displayName": name, "values": [{"displayValue": value} for value in values]}
            for n, (name, values) in enumerate(one.options, 1)
        ]
    return item


def _shop_master(market: SimulatedMarket) -> str:
    values = {
        "shopName": "Simulated shop [simulated]",
        "url": market.keys["shop_url"],
        "companyName": "Simulated Inc.",
        "addressZip": "100-0001",
        "addressStreet": market.return_address,
        "companyTel": "03-0000-0000",
    }
    return (
        "<shopMaster>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
        + "</shopMaster>"
    )


def _shop_answer(code: str, message: str, result: str, status: int = 200) -> SimAnswer:
    return SimAnswer.xml(
        f'<shopbiz:shopBizApiResponse xmlns:shopbiz="{NAMESPACE}"><resultCode>{code}</resultCode>'
        f"<resultMessageList><resultMessage><code>{code}</code><message>{message}</message></resultMessage>"
        f"</resultMessageList><result>{result}</result></shopbiz:shopBizApiResponse>",
        status,
    )
