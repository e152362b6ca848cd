"""The Commerce API as a stand-in: bcrypt signatures, their time, tokens and their end are checked."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Any, Final

import bcrypt

from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket, now

SKEW_SECONDS: Final = 300
TOKEN_SECONDS: Final = 10800
GIVEN_AGAIN_SECONDS: Final = 1800

market = SimulatedMarket(
    "naver",
    "Naver SmartStore",
    language="ko",
    currency="KRW",
    keys={
        "client_id": "simulatedNaverApp01",
        # A salt of the lowest cost, so that a stand-in does not burn seconds; real ones say 10.
        "client_secret": "$2a$04$Wd8aUHQeqEdWyA1DPpPrAe",
        "kind": "SELF",
    },
)


@market.on_reset
def _prepare(market: SimulatedMarket) -> None:
    market.state["tokens"] = {}  # each with its end


def _error(code: str, message: str, status: int, **more: Any) -> SimAnswer:
    return SimAnswer.of({"code": code, "message": message, "timestamp": "2026-01-01", "traceId": "sim", **more}, status)


@market.route("POST", "/v1/oauth2/token")
def token(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    asked = request.query | request.form
    if market.state.get("blocks_ip"):
        return _error("GW.IP_NOT_ALLOWED", "호출이 허용되지 않은 IP입니다.", 403)
    if asked.get("type") not in {"SELF", "SELLER"} or (asked["type"] == "SELLER" and not asked.get("account_id")):
        inputs = [{"name": "account_id", "type": "account_id.empty", "message": "판매자 UID가 필요합니다."}]
        return _error("BAD_REQUEST", "요청이 올바르지 않습니다.", 400, invalidInputs=inputs)
    client_id, time_ms = asked.get("client_id", ""), asked.get("timestamp", "")
    own_time = now() + market.state.get("clock_ahead", 0)
    if not time_ms.isdecimal() or abs(int(time_ms) / 1000 - own_time) > SKEW_SECONDS:
        inputs = [{"name": "timestamp", "type": "timestamp.invalid", "message": "timestamp 항목이 유효하지 않습니다."}]
        return _error("BAD_REQUEST", "요청이 올바르지 않습니다.", 400, invalidInputs=inputs)
    salt = market.keys["client_secret"].encode()
    wanted = base64.b64encode(bcrypt.hashpw(f"{market.keys['client_id']}_{time_ms}".encode(), salt)).decode()
    is_right = client_id == market.keys["client_id"] and hmac.compare_digest(
        asked.get("client_secret_sign", ""), wanted
    )
    if not is_right or market.key_state != "valid":
        inputs = [{"name": "client_secret_sign", "type": "invalid", "message": "서명이 올바르지 않습니다."}]
        return _error("BAD_REQUEST", "client_secret_sign 값이 올바르지 않습니다.", 400, invalidInputs=inputs)
    found, ends_at = _live_token(market)
    return SimAnswer.of({"access_token": found, "expires_in": int(ends_at - now()), "token_type": "Bearer"})


def _live_token(market: SimulatedMarket) -> tuple[str, float]:
    for one, ends_at in market.state["tokens"].items():
        if ends_at - now() >= GIVEN_AGAIN_SECONDS:
            return one, ends_at
    made = f"sim-{secrets.token_urlsafe(18)}"
    market.state["tokens"][made] = now() + market.state.get("token_seconds", TOKEN_SECONDS)
    return made, market.state["tokens"][made]


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    kind, _space, sent = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or market.state["tokens"].get(sent, 0) <= now() or market.key_state != "valid":
        return _error("GW.AUTHN", "인증에 실패했습니다.", 401)
    return None


@market.route("GET", "/v1/seller/account")
def account(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    return refusal or SimAnswer.of({"accountId": "sim_store", "accountUid": "ncp_sim_1", "grade": "씨앗"})


@market.route("POST", "/v1/products/search")
def search(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    asked = request.json() or {}
    page, size, statuses = asked.get("page", 1), asked.get("size", 50), asked.get("productStatusTypes", [])
    if not 1 <= size <= 500:
        return _error("BAD_REQUEST", "size는 1 이상 500 이하여야 합니다.", 400)
    shown = [one for one in market.products if _status(one) in statuses]
    pages = -(-len(shown) // size)
    part = shown[(page - 1) * size : page * size]
    return SimAnswer.of(
        {
            "contents": [_row(market, request, one) for one in part],
            "page": page,
            "size": size,
            "totalElements": len(shown),
            "totalPages": pages,
            "first": page == 1,
            "last": page >= pages,
        }
    )


@market.route("GET", "/v2/products/origin-products/{number}")
def origin(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    found = next((one for one in market.products if str(5000 + one.number) == request.args["number"]), None)
    if found is None:
        return _error("NOT_FOUND", "원상품이 없습니다.", 404)
    return SimAnswer.of({"originProduct": _origin(request, found)})


@market.route("GET", "/v1/seller/addressbooks-for-page")
def addresses(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    rows = [
        _address(101, "출고지 [simulated]", "RELEASE", "경기도 성남시 분당구 1"),
        _address(102, "반품지 [simulated]", "REFUND_OR_EXCHANGE", market.return_address),
        _address(103, "사무실 [simulated]", "GENERAL", "서울시 중구 1"),
    ]
    return SimAnswer.of({"addressBooks": rows if request.query.get("page", "1") == "1" else [], "totalPage": 1})


@market.route("GET", "/v1/product-delivery-info/bundle-groups")
def bundle_groups(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    group = {"id": 11, "name": "기본 묶음배송 [simulated]", "usable": True, "baseGroup": True}
    return refusal or SimAnswer.of({"contents": [group], "totalElements": 1})


@market.route("GET", "/v2/product-delivery-info/return-delivery-companies")
def return_companies(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    company = {"id": 1, "name": "CJ대한통운 [simulated]", "returnDeliveryCompanyPriorityType": "PRIMARY"}
    return refusal or SimAnswer.of([company])


def _address(number: int, name: str, kind: str, words: str) -> dict[str, Any]:
    return {
        "addressBookNo": number,
        "name": name,
        "addressType": kind,
        "baseAddress": words,
        "detailAddress": "2층",
        "zipCode": "13500",
    }


def _status(one: SimProduct) -> str:
    if not one.is_selling:
        return "SUSPENSION"
    return "SALE" if one.stock else "OUTOFSTOCK"


def _picture(request: SimRequest, one: SimProduct) -> dict[str, str]:
    return {"url": f"{request.base}/-pictures/{one.picture}"}


def _row(market: SimulatedMarket, request: SimRequest, one: SimProduct) -> dict[str, Any]:
    channel = {
        "channelProductNo": 8000 + one.number,
        "channelServiceType": "STOREFARM",
        "categoryId": "50000803",
        "name": one.name,
        "sellerManagementCode": one.code,
        "statusType": _status(one),
        "channelProductDisplayStatusType": "ON",
        "salePrice": int(one.price),
        "stockQuantity": one.stock,
        "representativeImage": _picture(request, one),
    }
    return {"originProductNo": 5000 + one.number, "channelProducts": [channel]}


def _origin(request: SimRequest, one: SimProduct) -> dict[str, Any]:
    info: dict[str, Any] = {}
    if one.options:
        info["optionCombinationGroupNames"] = {
            f"optionGroupName{place}": name for place, (name, _values) in enumerate(one.options, 1)
        }
        info["optionCombinations"] = [
            {
                "id": 90000 + one.number * 10 + place,
                **{f"optionName{n}": value for n, value in enumerate(variant.values, 1)},
                "stockQuantity": variant.stock,
                "price": int(variant.extra),
                "sellerManagerCode": variant.code,
                "usable": True,
            }
            for place, variant in enumerate(one.variants)
        ]
    return {
        "statusType": _status(one),
        "leafCategoryId": "50000803",
        "name": one.name,
        "images": {"representativeImage": _picture(request, one), "optionalImages": []},
        "detailContent": one.description,
        "salePrice": int(one.price),
        "stockQuantity": one.stock,
        "deliveryInfo": {"claimDeliveryInfo": {"shippingAddressId": 101, "returnAddressId": 102}},
        "detailAttribute": {"optionInfo": info},
    }
