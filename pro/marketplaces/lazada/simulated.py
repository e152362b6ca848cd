"""Lazada as a stand-in: signatures, clocks and tokens are checked, errors come with status 200, figures as texts."""

from __future__ import annotations

import hmac
from typing import Any, Final
from urllib.parse import urlencode

from pro.marketplaces.lazada.spec import COUNTRIES
from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.grants import Grants
from pro.marketplaces.simulator.market import Handler, SimAnswer, SimRequest, SimulatedMarket, now

MOST_MS_OFF: Final = 7_200_000
ACCESS_SECONDS: Final = 30 * 86_400
REFRESH_SECONDS: Final = 180 * 86_400
SELLER: Final = "100200300"

market = SimulatedMarket(
    "lazada",
    "Lazada",
    language="en",
    currency="SGD",
    keys={"country": "sg", "app_key": "100123", "app_secret": "simulatedLazadaSecret01"},
)


@market.on_reset
def prepare(market: SimulatedMarket) -> None:
    market.state["grants"] = Grants(ACCESS_SECONDS, REFRESH_SECONDS)


def at_every_site(path: str, handler: Handler) -> None:
    """Answer a path at each country's host."""
    for country in COUNTRIES.values():
        market.route("GET", path, host=country.host)(handler)


@market.route("GET", "/oauth/authorize", host="auth", is_faulty=False)
def authorize(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """The seller who signs in here always agrees."""
    query = request.query
    if query.get("client_id") != market.keys["app_key"] or query.get("response_type") != "code":
        return SimAnswer(b"Unknown app [simulated]", 400, "text/plain")
    back = query.get("redirect_uri", "")
    answered = {"code": market.state["grants"].code(back), "state": query.get("state", "")}
    return SimAnswer(status=302, headers={"Location": f"{back}?{urlencode(answered)}"})


@market.route("POST", "/rest/auth/token/create", host="auth")
def create(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    if market.state["grants"].spend(request.query.get("code", "")) is None:
        return _error("InvalidCode", "The specified code is invalid or expired")
    return _tokens(market)


@market.route("POST", "/rest/auth/token/refresh", host="auth")
def refresh(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    token = request.query.get("refresh_token", "")
    if market.state["grants"].refresh_state(token) != "valid" or market.key_state != "valid":
        return _error("IllegalRefreshToken", "The specified refresh token is invalid or expired")
    del market.state["grants"].refresh[token]
    return _tokens(market)


def _tokens(market: SimulatedMarket) -> SimAnswer:
    country = market.keys["country"]
    return SimAnswer.of(
        {
            "code": "0",
            "access_token": market.state["grants"].new_access(),
            "refresh_token": market.state["grants"].new_refresh(),
            "expires_in": ACCESS_SECONDS,
            "refresh_expires_in": REFRESH_SECONDS,
            "account": "seller@example.com",
            "country": country,
            "country_user_info": [
                {"country": country, "seller_id": SELLER, "user_id": SELLER, "short_code": "SG1SIM"},
            ],
            "request_id": "0ba2887315172940728551014",
        }
    )


def seller(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    profile = {
        "seller_id": SELLER,
        "name": "Simulated store [simulated]",
        "name_company": "Simulated Pte. Ltd.",
        "short_code": "SG1SIM",
        "location": market.return_address,
    }
    return _refusal(market, request, needs_token=True) or _result(profile)


def products(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request, needs_token=True)
    if refusal is not None:
        return refusal
    offset, limit = int(request.query.get("offset", "0")), int(request.query.get("limit", "20"))
    if not 1 <= limit <= 50:
        return _error("InvalidParameter", "limit must be between 1 and 50")
    part = market.products[offset : offset + limit]
    found = [_product(one, request) for one in part]
    return _result({"total_products": str(len(market.products)), "products": found})


def providers(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    names = ("Simulated Express [simulated]", "Simulated Post [simulated]")
    rows = [{"name": name, "is_default": "0", "cod": "1", "tracking_url": "https://example.com"} for name in names]
    return _refusal(market, request, needs_token=True) or _result({"shipment_providers": rows})


def tree(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    leaves = [
        {"category_id": 10000211, "name": "Mugs", "leaf": True, "var": True},
        {"category_id": 10000212, "name": "Vases", "leaf": True, "var": False},
    ]
    root = [{"category_id": 42, "name": "Home", "leaf": False, "children": leaves}]
    return _refusal(market, request, needs_token=True) or _result(root)


for path, handler in (
    ("/rest/seller/get", seller),
    ("/rest/products/get", products),
    ("/rest/shipment/providers/get", providers),
    ("/rest/category/tree/get", tree),
):
    at_every_site(path, handler)


def _refusal(market: SimulatedMarket, request: SimRequest, *, needs_token: bool = False) -> SimAnswer | None:
    from pro.marketplaces.lazada.connector import sign  # noqa: PLC0415 - the connector need not be loaded

    query = request.query
    sent = query.pop("sign", "")
    if query.get("app_key") != market.keys["app_key"]:
        return _error("InvalidAppKey", "The specified App Key is invalid")
    stamp = query.get("timestamp", "")
    own_time = now() + market.state.get("clock_ahead", 0)
    if not stamp.isdecimal() or abs(int(stamp) - own_time * 1000) > MOST_MS_OFF:
        return _error("InvalidTimestamp", "The specified timestamp is out of range")
    wanted = sign(request.path.removeprefix("/rest"), query, market.keys["app_secret"])
    if query.get("sign_method") != "sha256" or not hmac.compare_digest(sent, wanted):
        return _error("IncompleteSignature", "The request signature does not conform to platform standards")
    state = market.state["grants"].access_state(query.get("access_token", ""))
    if needs_token and (state != "valid" or market.key_state != "valid"):
        return _error("IllegalAccessToken", "The specified access token is invalid or expired")
    return None


def _product(one: SimProduct, request: SimRequest) -> dict[str, Any]:
    skus = []
    for place, variant in enumerate(one.variants):
        sku: dict[str, Any] = {
            "SkuId": 20_000_000 + one.number * 10 + place,
            "SellerSku": variant.code,
            "ShopSku": f"{one.number}_SGAMZ-{place}",
            "quantity": variant.stock,
            "price": float(one.price + variant.extra),
            "special_price": 0.0,
            "Images": [],
            "Status": "active" if one.is_selling else "inactive",
        }
        if one.options:
            pairs = zip(one.options, variant.values, strict=True)
            sku["saleProp"] = {name: value for (name, _values), value in pairs}
        skus.append(sku)
    return {
        "item_id": 10_000_000 + one.number,
        "primary_category": "10000211",
        "attributes": {
            "name": one.name,
            "description": one.description,
            "short_description": one.summary,
            "brand": "No Brand",
        },
        "images": [f"{request.base}/-pictures/{one.picture}"],
        "skus": skus,
    }


def _result(data: Any) -> SimAnswer:
    return SimAnswer.of({"code": "0", "request_id": "0ba2887315178178017221014", "data": data})


def _error(code: str, message: str) -> SimAnswer:
    return SimAnswer.of({"type": "ISV", "code": code, "message": message, "request_id": "0ba28873"})
