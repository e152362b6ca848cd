"""eBay as a stand-in: Basic and Bearer are checked, tokens end, `offset` counts pages, prices stand in offers."""

from __future__ import annotations

from html import escape
from typing import Any, Final
from urllib.parse import unquote, urlencode

from pro.marketplaces.simulator.goods import SimProduct, SimVariant
from pro.marketplaces.simulator.grants import Grants
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket

ACCESS_SECONDS: Final = 7200
REFRESH_SECONDS: Final = 47_304_000
INVENTORY: Final = "/sell/inventory/v1"
NO_GROUPS: Final[list[str]] = []

market = SimulatedMarket(
    "ebay",
    "eBay",
    language="en",
    currency="USD",
    keys={
        "marketplace_id": "EBAY_US",
        "client_id": "Simulate-Store-PRD-0123456789",
        "client_secret": "PRD-simulated-0123456789ab",
        "ru_name": "Simulated_Inc-Simulate-Store-abcdef",
    },
)


@market.on_reset
def prepare(market: SimulatedMarket) -> None:
    """`offered_on`: the site its offers are for."""
    market.state["grants"] = Grants(ACCESS_SECONDS, REFRESH_SECONDS)
    market.state["offered_on"] = "EBAY_US"


@market.route("GET", "/oauth2/authorize", host="auth", is_faulty=False)
def authorize(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """Asks where the RuName leads, which the real one knows from the developer site; then agrees."""
    query = request.query
    if query.get("client_id") != market.keys["client_id"] or query.get("redirect_uri") != market.keys["ru_name"]:
        return SimAnswer(b"Unknown application or RuName [simulated]", 400, "text/plain")
    back = query.get("accept_url", "")
    if not back:
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in query.items()
        )
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>eBay [simulated]</title>'
            "<h1>Agree? [simulated]</h1><form><label>Accepted address of this RuName "
            f'<input name="accept_url" type="url" size="60" required></label>{hidden}<button>I agree</button></form>'
        )
        return SimAnswer(page.encode(), content_type="text/html; charset=utf-8")
    answered = {"code": market.state["grants"].code(market.keys["ru_name"]), "state": query.get("state", "")}
    return SimAnswer(status=302, headers={"Location": f"{back}?{urlencode(answered)}"})


@market.route("POST", "/identity/v1/oauth2/token")
def token(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    from pro.marketplaces.ebay.connector import basic  # noqa: PLC0415 - the connector need not be loaded

    keys, form, grants = market.keys, request.form, market.state["grants"]
    if request.headers.get("authorization") != basic(keys["client_id"], keys["client_secret"]):
        return _oauth("invalid_client", "client authentication failed", 401)
    answer: dict[str, Any] = {"expires_in": ACCESS_SECONDS, "token_type": "User Access Token"}
    if form.get("grant_type") == "authorization_code":
        if grants.spend(form.get("code", "")) != form.get("redirect_uri"):
            return _oauth("invalid_grant", "the provided authorization grant code is invalid")
        answer |= {"refresh_token": grants.new_refresh(), "refresh_token_expires_in": REFRESH_SECONDS}
    elif form.get("grant_type") == "refresh_token":
        if grants.refresh_state(form.get("refresh_token", "")) != "valid" or market.key_state != "valid":
            return _oauth("invalid_grant", "the provided authorization refresh token is invalid or was issued to other")
    else:
        return _oauth("unsupported_grant_type", "unsupported grant type")
    return SimAnswer.of(answer | {"access_token": grants.new_access()})


@market.route("GET", "/commerce/identity/v1/user/", host="identity")
def user(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    return _refusal(market, request) or SimAnswer.of(
        {"userId": "simUserId1", "username": "simulated_store", "accountType": "BUSINESS"}
    )


@market.route("GET", f"{INVENTORY}/inventory_item")
def items(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    limit, page = int(request.query.get("limit", "25")), int(request.query.get("offset", "0"))
    if not 1 <= limit <= 200:
        return _error(400, 25709, "Invalid value for limit.")
    every = [(one, variant) for one in market.products for variant in one.variants]
    part = every[page * limit : (page + 1) * limit]
    answer: dict[str, Any] = {
        "href": f"{INVENTORY}/inventory_item?limit={limit}&offset={page}",
        "total": len(every),
        "size": len(part),
        "limit": limit,
        "inventoryItems": [_item(request, one, variant) for one, variant in part],
    }
    if (page + 1) * limit < len(every):
        answer["next"] = f"{INVENTORY}/inventory_item?limit={limit}&offset={page + 1}"
    return SimAnswer.of(answer)


@market.route("GET", f"{INVENTORY}/inventory_item/{{sku}}")
def item(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    found = _find(market, unquote(request.args["sku"]))
    return _refusal(market, request) or (
        SimAnswer.of(_item(request, *found)) if found else _error(404, 25710, "The SKU could not be found.")
    )


@market.route("GET", f"{INVENTORY}/offer")
def offers(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    found = _find(market, request.query.get("sku", ""))
    if refusal is not None or found is None:
        return refusal or _error(404, 25713, "This Offer is not available.")
    one, variant = found
    value = {"currency": market.currency, "value": f"{one.price + variant.extra:.2f}"}
    offer: dict[str, Any] = {
        "offerId": f"8{one.number:09d}",
        "sku": variant.code,
        "marketplaceId": market.state["offered_on"],
        "format": "FIXED_PRICE",
        "pricingSummary": {"price": value},
    }
    if one.is_selling:
        offer["listing"] = {"listingId": f"1{one.number:011d}", "listingStatus": "ACTIVE"}
    return SimAnswer.of({"total": 1, "size": 1, "offers": [offer]})


@market.route("GET", f"{INVENTORY}/inventory_item_group/{{key}}")
def group(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    key = unquote(request.args["key"])
    one = next((one for one in market.products if one.options and one.code == key), None)
    if one is None:
        return _refusal(market, request) or _error(404, 25705, "The inventory item group could not be found.")
    return _refusal(market, request) or SimAnswer.of(
        {
            "inventoryItemGroupKey": key,
            "title": one.name,
            "description": one.description,
            "imageUrls": [f"{request.base}/-pictures/{one.picture}"],
            "variantSKUs": [variant.code for variant in one.variants],
            "variesBy": {
                "aspectsImageVariesBy": [],
                "specifications": [{"name": name, "values": list(values)} for name, values in one.options],
            },
        }
    )


@market.route("GET", f"{INVENTORY}/location")
def locations(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    place = {
        "merchantLocationKey": "warehouse-1",
        "name": "Main warehouse [simulated]",
        "phone": "+1-000-000-0000",
        "merchantLocationStatus": "ENABLED",
        "location": {"address": {"addressLine1": market.return_address, "city": "San Jose", "country": "US"}},
    }
    return _refusal(market, request) or SimAnswer.of({"total": 1, "locations": [place]})


@market.route("GET", "/sell/account/v1/{kind}_policy")
def policies(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    kind, site = request.args["kind"], request.query.get("marketplace_id")
    if site != market.keys["marketplace_id"]:
        return _refusal(market, request) or _error(400, 20403, "Invalid marketplace.")
    row = {f"{kind}PolicyId": "60000001", "name": f"Usual {kind} [simulated]", "marketplaceId": site}
    return _refusal(market, request) or SimAnswer.of({"total": 1, f"{kind}Policies": [row]})


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    kind, _space, given = request.headers.get("authorization", "").partition(" ")
    state = market.state["grants"].access_state(given)
    if kind != "Bearer" or state != "valid" or market.key_state != "valid":
        return _error(401, 1001, "Invalid access token", domain="OAuth")
    return None


def _find(market: SimulatedMarket, sku: str) -> tuple[SimProduct, SimVariant] | None:
    return next(((one, v) for one in market.products for v in one.variants if v.code == sku), None)


def _item(request: SimRequest, one: SimProduct, variant: SimVariant) -> dict[str, Any]:
    aspects = {name: [value] for (name, _values), value in zip(one.options, variant.values, strict=True)}
    return {
        "sku": variant.code,
        "locale": "en_US",
        "condition": "NEW",
        "product": {
            "title": one.name,
            "description": one.description,
            "imageUrls": [f"{request.base}/-pictures/{one.picture}"],
            "aspects": aspects | {"Material": [one.material]},
            "brand": "Simulated",
        },
        "availability": {"shipToLocationAvailability": {"quantity": variant.stock}},
        "inventoryItemGroupKeys": [one.code] if one.options else NO_GROUPS,
    }


def _error(status: int, number: int, message: str, domain: str = "API_INVENTORY") -> SimAnswer:
    error = {"errorId": number, "domain": domain, "category": "REQUEST", "message": message, "longMessage": message}
    return SimAnswer.of({"errors": [error]}, status)


def _oauth(name: str, description: str, status: int = 400) -> SimAnswer:
    return SimAnswer.of({"error": name, "error_description": description}, status)
