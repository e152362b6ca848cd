"""LWA and the Selling Partner API as a stand-in: client, refresh token, access token and seller are checked."""

from __future__ import annotations

import secrets
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from pro.marketplaces.simulator.goods import SimProduct, SimVariant
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket, now

TOKEN_SECONDS: Final = 3600
JAPAN: Final = "A1VC38T7YXB528"

market = SimulatedMarket(
    "amazon",
    "Amazon",
    language="ja",
    currency="JPY",
    keys={
        "marketplace_id": JAPAN,
        "seller_id": "ASIMULATED0001",
        "client_id": "amzn1.application-oa2-client.simulated1",
        "client_secret": "amzn1.oa2-cs.v1.simulated-secret-1",
        "refresh_token": "Atzr|simulated-refresh-token-1",
    },
)


@market.on_reset
def _prepare(market: SimulatedMarket) -> None:
    market.state.update(codes=set(), access={}, refresh={market.keys["refresh_token"]})


def _lwa_error(name: str, words: str, status: int = 400) -> SimAnswer:
    return SimAnswer.of({"error": name, "error_description": words}, status)


def _error(code: str, message: str, status: int, details: str = "", **headers: str) -> SimAnswer:
    return SimAnswer.of({"errors": [{"code": code, "message": message, "details": details}]}, status, **headers)


@market.route("GET", "/apps/authorize/consent", host="consent", is_faulty=False)
def consent(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """Seller Central's page, with a seller who authorises at once."""
    back = request.query.get("redirect_uri", "")
    if not request.query.get("application_id") or urlsplit(back).scheme not in {"http", "https"}:
        return SimAnswer(b"MD1000", 400, "text/plain")
    code = f"sim{secrets.token_hex(8)}"
    market.state["codes"].add((code, back))
    seller = market.state.get("consenting_seller", market.keys["seller_id"])
    query = {"state": request.query.get("state", ""), "selling_partner_id": seller, "spapi_oauth_code": code}
    return SimAnswer(status=302, headers={"Location": f"{back}?{urlencode(query)}"})


@market.route("POST", "/auth/o2/token", host="lwa")
def token(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    form = request.form
    if any(form.get(name) != market.keys[name] for name in ("client_id", "client_secret")):
        return _lwa_error("invalid_client", "Client authentication failed", 401)
    if form.get("grant_type") == "authorization_code":
        pair = (form.get("code"), form.get("redirect_uri"))
        if pair not in market.state["codes"]:
            return _lwa_error("invalid_grant", "The request has an invalid grant parameter : code")
        market.state["codes"].remove(pair)
        refresh = f"Atzr|{secrets.token_hex(8)}"
        market.state["refresh"].add(refresh)
    else:
        refresh = form.get("refresh_token", "")
        if refresh not in market.state["refresh"] or market.key_state != "valid":
            return _lwa_error("invalid_grant", "The request has an invalid grant parameter : refresh_token")
    access = f"Atza|{secrets.token_hex(8)}"
    market.state["access"][access] = now() + TOKEN_SECONDS
    return SimAnswer.of(
        {"access_token": access, "token_type": "bearer", "expires_in": TOKEN_SECONDS, "refresh_token": refresh}
    )


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    ends_at = market.state["access"].get(request.headers.get("x-amz-access-token", ""))
    denied = "Access to requested resource is denied."
    if ends_at is None or market.key_state != "valid":
        return _error("Unauthorized", denied, 403)
    if ends_at <= now():
        return _error("Unauthorized", denied, 403, "The access token you provided has expired.")
    if market.state.get("lacks_role"):
        return _error("Unauthorized", denied, 403)
    if market.state.get("quota"):
        headers = {"x-amzn-RateLimit-Limit": market.state["quota"], "x-amzn-RequestId": "sim"}
        return _error("QuotaExceeded", "You exceeded your quota for the requested resource.", 429, **headers)
    return None


@market.route("GET", "/sellers/v1/marketplaceParticipations")
def participations(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    row = {
        "marketplace": {"id": JAPAN, "countryCode": "JP", "name": "Amazon.co.jp", "defaultCurrencyCode": "JPY"},
        "storeName": "Simulated store [simulated]",
        "participation": {"isParticipating": market.state.get("sells", True), "hasSuspendedListings": False},
    }
    return SimAnswer.of({"payload": [row]})


@market.route("GET", "/sellers/v1/account")
def account(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    address = {"addressLine1": market.return_address, "countryCode": "JP", "postalCode": "100-0001", "city": "東京"}
    payload = {
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": "PROFESSIONAL",
        "business": {"name": "Simulated Inc. [simulated]", "registeredBusinessAddress": address},
    }
    return refusal or SimAnswer.of({"payload": payload})


@market.route("GET", "/listings/2021-08-01/items/{seller}")
def listings(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    asked = request.query
    if request.args["seller"] != market.state.get("consenting_seller", market.keys["seller_id"]):
        return _error("Unauthorized", "Access to requested resource is denied.", 403)
    if asked.get("marketplaceIds") != JAPAN or not 1 <= int(asked.get("pageSize", "10")) <= 20:
        return _error("InvalidInput", "marketplaceIds or pageSize is wrong.", 400)
    rows = [item for one in market.products for item in _items(request, one)]
    parent = asked.get("variationParentSku")
    if parent:
        rows = [row for row in rows if parent in row["relationships"][0]["relationships"][0].get("parentSkus", [])]
    size, start = int(asked.get("pageSize", "10")), int(asked.get("pageToken", "0"))
    part = rows[start : start + size]
    data: dict[str, Any] = {"numberOfResults": len(rows), "items": part, "pagination": {}}
    if start + size < len(rows):
        data["pagination"] = {"nextToken": str(start + size)}
    return SimAnswer.of(data)


def _items(request: SimRequest, one: SimProduct) -> list[dict[str, Any]]:
    """One listing, or a parent with its children."""
    if not one.options:
        return [_item(request, one, one.code, one.variants[0], {})]
    theme = {"attributes": ["color", "size"], "theme": "SIZE/COLOR"}
    skus = [variant.code for variant in one.variants]
    parent = _item(request, one, one.code, None, {"childSkus": skus, "variationTheme": theme})
    link = {"parentSkus": [one.code], "variationTheme": theme}
    return [parent, *(_item(request, one, variant.code, variant, link) for variant in one.variants)]


def _item(
    request: SimRequest, one: SimProduct, sku: str, variant: SimVariant | None, link: dict[str, Any]
) -> dict[str, Any]:
    image = f"{request.base}/-pictures/{one.picture}"
    attributes: dict[str, Any] = {
        "item_name": [{"value": one.name, "marketplace_id": JAPAN}],
        "product_description": [{"value": one.description}],
        "bullet_point": [{"value": one.summary}],
        "material": [{"value": one.material}],
        "merchant_shipping_group": [{"value": "通常配送 [simulated]"}],
    }
    item: dict[str, Any] = {
        "sku": sku,
        "summaries": [
            {
                "marketplaceId": JAPAN,
                "asin": f"B0{one.number:08d}",
                "productType": "HOME",
                "status": ["BUYABLE", "DISCOVERABLE"] if one.is_selling else ["DISCOVERABLE"],
                "itemName": one.name,
                "mainImage": {"link": image, "height": 640, "width": 640},
            }
        ],
        "attributes": attributes,
        "offers": [],
        "fulfillmentAvailability": [],
        "relationships": [{"marketplaceId": JAPAN, "relationships": [{"type": "VARIATION", **link}] if link else [{}]}],
    }
    if variant is not None:
        price = {"currencyCode": "JPY", "amount": str(one.price + variant.extra)}
        item["offers"] = [{"marketplaceId": JAPAN, "offerType": "B2C", "price": price}]
        item["fulfillmentAvailability"] = [{"fulfillmentChannelCode": "DEFAULT", "quantity": variant.stock}]
        for name, value in zip(("color", "size"), variant.values, strict=False):
            attributes[name] = [{"value": value}]
    return item
