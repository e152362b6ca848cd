"""The Open Platform as a stand-in: signatures, their time, tokens, and that a refresh token is good once."""

from __future__ import annotations

import hmac
import secrets
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket, now

SKEW_SECONDS: Final = 300
TOKEN_SECONDS: Final = 14400
SHOP: Final = 322300222

market = SimulatedMarket(
    "shopee",
    "Shopee",
    language="en",
    currency="SGD",
    keys={"partner_id": "2001887", "partner_key": "simulated-partner-key-01"},
)


@market.on_reset
def _prepare(market: SimulatedMarket) -> None:
    market.state.update(codes=set(), access={}, refresh=set())


def _error(name: str, message: str, status: int = 200) -> SimAnswer:
    return SimAnswer.of({"request_id": "sim", "error": name, "message": message}, status)


def _fine(**values: Any) -> SimAnswer:
    return SimAnswer.of({"request_id": "sim", "error": "", "message": "", **values})


@market.route("GET", "/auth", host="auth", is_faulty=False)
def consent(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """The consent page of a seller who agrees at once."""
    asked = request.query
    wanted = {"partner_id": market.keys["partner_id"], "auth_type": "seller", "response_type": "code"}
    back = asked.get("redirect_uri", "")
    if any(asked.get(name) != value for name, value in wanted.items()) or urlsplit(back).scheme not in {
        "http",
        "https",
    }:
        return _error("error_param", "Wrong partner_id or redirect_uri.", 400)
    code = secrets.token_hex(16)
    market.state["codes"].add(code)
    shop = market.state.get("consenting_shop", SHOP)
    query = urlencode({"code": code, "shop_id": shop, "state": asked.get("state", "")})
    return SimAnswer(status=302, headers={"Location": f"{back}?{query}"})


@market.route("POST", "/api/v2/auth/token/get")
def first_token(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _signature_refusal(market, request)
    if refusal is not None:
        return refusal
    body = request.json() or {}
    if body.get("code") not in market.state["codes"] or not _is_ours(market, body):
        return _error("error_auth", "Invalid code.", 403)
    market.state["codes"].remove(body["code"])
    return _new_tokens(market)


@market.route("POST", "/api/v2/auth/access_token/get")
def next_token(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _signature_refusal(market, request)
    if refusal is not None:
        return refusal
    body = request.json() or {}
    if body.get("refresh_token") not in market.state["refresh"] or market.key_state != "valid":
        return _error("error_auth", "Invalid refresh_token.", 403)
    if not _is_ours(market, body):
        return _error("error_auth", "Invalid partner_id or shopid.", 403)
    market.state["refresh"].remove(body["refresh_token"])  # good once
    return _new_tokens(market)


def _is_ours(market: SimulatedMarket, body: dict[str, Any]) -> bool:
    shop = market.state.get("consenting_shop", SHOP)
    return body.get("partner_id") == int(market.keys["partner_id"]) and body.get("shop_id") == shop


def _new_tokens(market: SimulatedMarket) -> SimAnswer:
    access, refresh = secrets.token_hex(16), secrets.token_hex(16)
    life = market.state.get("token_seconds", TOKEN_SECONDS)
    market.state["access"][access] = now() + life
    market.state["refresh"].add(refresh)
    return _fine(
        partner_id=int(market.keys["partner_id"]),
        shop_id=market.state.get("consenting_shop", SHOP),
        access_token=access,
        refresh_token=refresh,
        expire_in=life,
    )


def _signature_refusal(market: SimulatedMarket, request: SimRequest, *more: str) -> SimAnswer | None:
    from pro.marketplaces.shopee.connector import signature  # noqa: PLC0415 - the connector need not be loaded

    asked = request.query
    if market.state.get("blocks_ip"):
        return _error("source_ip_undeclared", "Source IP is undeclared.", 403)
    if asked.get("partner_id") != market.keys["partner_id"]:
        return _error("invalid_partner_id", "Invalid partner_id.", 403)
    sent_at = asked.get("timestamp", "")
    own_time = now() + market.state.get("clock_ahead", 0)
    if not sent_at.isdecimal() or abs(int(sent_at) - own_time) > SKEW_SECONDS:
        return _error("error_param", "Invalid timestamp.", 403)
    wanted = signature(market.keys["partner_key"], asked["partner_id"], request.path, sent_at, *more)
    if not hmac.compare_digest(asked.get("sign", ""), wanted):
        return _error("error_sign", "Wrong sign.", 403)
    return None


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    token, shop = request.query.get("access_token", ""), request.query.get("shop_id", "")
    refusal = _signature_refusal(market, request, token, shop)
    if refusal is not None:
        return refusal
    if market.state["access"].get(token, 0) <= now() or market.key_state != "valid":
        return _error("error_auth", "Invalid access_token.", 403)
    return None


@market.route("GET", "/api/v2/shop/get_shop_info")
def shop_info(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    ends = int(now()) + 300 * 86400
    name = "Simulated shop [simulated]"
    return refusal or _fine(auth_time=int(now()), expire_time=ends, shop_name=name, region="SG", status="NORMAL")


@market.route("GET", "/api/v2/product/get_item_list")
def item_list(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    asked = parse_qs(request.query_string)
    offset, size = int(asked.get("offset", ["0"])[0]), int(asked.get("page_size", ["0"])[0])
    if not 1 <= size <= 100 or not asked.get("item_status"):
        return _error("product.error_param", "page_size or item_status is wrong.")
    shown = [one for one in market.products if _status(one) in asked["item_status"]]
    part = shown[offset : offset + size]
    has_next = offset + size < len(shown)
    response: dict[str, Any] = {"total_count": len(shown), "has_next_page": has_next}
    if part:
        response["item"] = [{"item_id": 600 + one.number, "item_status": _status(one)} for one in part]
    if has_next:
        response["next_offset"] = offset + size
    return _fine(response=response)


@market.route("GET", "/api/v2/product/get_item_base_info")
def base_info(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    numbers = request.query.get("item_id_list", "").split(",")
    if not 1 <= len(numbers) <= 50:
        return _error("product.error_param", "item_id_list has 1 to 50 items.")
    known = {str(600 + one.number): one for one in market.products}
    return _fine(response={"item_list": [_item(request, known[one]) for one in numbers if one in known]})


@market.route("GET", "/api/v2/product/get_model_list")
def model_list(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    found = next((one for one in market.products if str(600 + one.number) == request.query.get("item_id")), None)
    if found is None:
        return _error("product.error_item_not_found", "Item not found.")
    tiers = [{"name": name, "option_list": [{"option": one} for one in values]} for name, values in found.options]
    models = [
        {
            "model_id": found.number * 100 + place,
            "model_sku": variant.code,
            "tier_index": [
                values.index(value) for value, (_name, values) in zip(variant.values, found.options, strict=True)
            ],
            "price_info": _price(found.price + variant.extra),
            "stock_info_v2": {"summary_info": {"total_available_stock": variant.stock}},
        }
        for place, variant in enumerate(found.variants)
    ]
    return _fine(response={"tier_variation": tiers, "model": models})


@market.route("GET", "/api/v2/logistics/get_address_list")
def address_list(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    rows = [
        _address(1, "1 Warehouse Road [simulated]", ["DEFAULT_ADDRESS", "PICK_UP_ADDRESS"]),
        _address(2, market.return_address, ["RETURN_ADDRESS"]),
    ]
    return refusal or _fine(response={"show_pickup_address": True, "address_list": rows})


@market.route("GET", "/api/v2/logistics/get_channel_list")
def channel_list(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    rows = [
        {"logistics_channel_id": 18000 + n, "logistics_channel_name": name, "enabled": on, "fee_type": "SIZE_INPUT"}
        for n, (name, on) in enumerate([("Doorstep [simulated]", True), ("Lockers [simulated]", False)])
    ]
    return refusal or _fine(response={"logistics_channel_list": rows})


def _address(number: int, words: str, kinds: list[str]) -> dict[str, Any]:
    place = {"region": "SG", "state": "", "city": "Singapore", "district": "", "town": "", "zipcode": "018989"}
    return {"address_id": number, "address": words, "address_type": kinds, **place}


def _status(one: SimProduct) -> str:
    return "NORMAL" if one.is_selling else "UNLIST"


def _price(price: Any) -> list[dict[str, Any]]:
    return [{"currency": "SGD", "original_price": float(price), "current_price": float(price) - 1}]


def _item(request: SimRequest, one: SimProduct) -> dict[str, Any]:
    item: dict[str, Any] = {
        "item_id": 600 + one.number,
        "item_status": _status(one),
        "category_id": 100001,
        "item_name": one.name,
        "description": f"{one.summary}\nAn invented product of the simulator.",
        "item_sku": one.code,
        "image": {"image_url_list": [f"{request.base}/-pictures/{one.picture}"], "image_id_list": ["sim"]},
        "weight": f"{one.weight_grams / 1000:.3f}",
        "has_model": bool(one.options),
        "stock_info_v2": {"summary_info": {"total_available_stock": one.stock}, "seller_stock": []},
    }
    if not one.options:
        item["price_info"] = _price(one.price)
    return item
