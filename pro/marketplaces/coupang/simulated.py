"""Coupang's gateway as a stand-in: the CEA signature, its time, the vendor and the IP list are checked."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from typing import Any, Final

from pro.marketplaces.simulator.drawing import picture
from pro.marketplaces.simulator.goods import SimProduct, SimVariant
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket, now

SELLER: Final = "/v2/providers/seller_api/apis/api/v1/marketplace"
CEA: Final = re.compile(
    r"CEA algorithm=HmacSHA256, access-key=(\S+), signed-date=(\d{6}T\d{6}Z), signature=([0-9a-f]{64})"
)
SKEW_SECONDS: Final = 300

market = SimulatedMarket(
    "coupang",
    "Coupang",
    language="ko",
    currency="KRW",
    keys={
        "vendor_id": "A00012345",
        "access_key": "simulated-access-key-01",
        "secret_key": "simulated-secret-key-0001",
        "key_ends_on": (dt.datetime.now(dt.UTC) + dt.timedelta(days=150)).strftime("%Y-%m-%d"),
    },
)


def _error(message: str, status: int) -> SimAnswer:
    return SimAnswer.of({"code": "ERROR", "message": message, "transactionId": "sim"}, status)


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    from pro.marketplaces.coupang.connector import signature  # noqa: PLC0415 - the connector need not be loaded

    if market.state.get("blocks_ip"):
        return _error("Not allowed IP", 403)
    found = CEA.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        return _error("HMAC format is invalid.", 401)
    access_key, signed_date, sign = found.groups()
    if access_key != market.keys["access_key"] or market.key_state != "valid":
        return _error("Request is not authorized.", 401)
    signed_at = dt.datetime.strptime(signed_date, "%y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC).timestamp()
    if abs(signed_at - now() - market.state.get("clock_ahead", 0)) > SKEW_SECONDS:
        return _error("Specified signature is expired.", 401)
    secret_key = market.keys["secret_key"]
    if not hmac.compare_digest(
        sign, signature(secret_key, signed_date, request.method, request.path, request.query_string)
    ):
        return _error("Invalid signature.", 401)
    return None


@market.route("GET", "/v2/providers/marketplace_openapi/apis/api/v2/vendor/shipping-place/outbound")
def outbound(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    if not {"pageNum", "pageSize"} <= request.query.keys():
        return _error("pageNum and pageSize are mandatory.", 400)
    place = {
        "outboundShippingPlaceCode": 7001,
        "shippingPlaceName": "김포 물류센터 [simulated]",
        "placeAddresses": [_address("JIBUN", "경기도 김포시 1-2"), _address("ROADNAME", "경기도 김포시 봄날로 12")],
        "remoteInfos": [],
        "usable": True,
    }
    return SimAnswer.of({"content": [place] if request.query["pageNum"] == "1" else [], "pagination": {}})


@market.route("GET", "/v2/providers/openapi/apis/api/v5/vendors/{vendor}/returnShippingCenters")
def return_centres(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    if request.args["vendor"] != market.keys["vendor_id"]:
        return SimAnswer.of({"code": 403, "message": "vendorId does not match."}, 403)
    centre = {
        "vendorId": market.keys["vendor_id"],
        "returnCenterCode": "1000001",
        "shippingPlaceName": "반품센터 [simulated]",
        "deliverCode": "CJGLS",
        "deliverName": "CJ대한통운",
        "usable": True,
        "placeAddresses": [_address("ROADNAME", market.return_address)],
    }
    return SimAnswer.of({"code": 200, "message": "SUCCESS", "data": {"content": [centre]}})


@market.route("GET", f"{SELLER}/seller-products")
def seller_products(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    if request.query.get("vendorId") != market.keys["vendor_id"]:
        return _error("vendorId does not match.", 400)
    size, page = int(request.query.get("maxPerPage", "10")), int(request.query.get("nextToken", "1"))
    if not 1 <= size <= 100:
        return _error("maxPerPage must be between 1 and 100.", 400)
    part = market.products[(page - 1) * size : page * size]
    rows = [
        {
            "sellerProductId": one.number,
            "sellerProductName": one.name,
            "displayCategoryCode": 56137,
            "productId": 9000 + one.number,
            "vendorId": market.keys["vendor_id"],
            "brand": "시뮬",
            "statusName": "승인완료",
            "createdAt": "2026-01-01T00:00:00",
        }
        for one in part
    ]
    following = str(page + 1) if page * size < len(market.products) else ""
    return SimAnswer.of({"code": "SUCCESS", "message": "", "nextToken": following, "data": rows})


@market.route("GET", f"{SELLER}/seller-products/{{number}}")
def seller_product(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    found = next((one for one in market.products if str(one.number) == request.args["number"]), None)
    if found is None:
        return _error("The product does not exist.", 404)
    detail = {
        "sellerProductId": found.number,
        "returnCenterCode": "1000001",
        "outboundShippingPlaceCode": 7001,
        "deliveryChargeType": "FREE",
        "items": [_item(found, place, variant) for place, variant in enumerate(found.variants)],
    }
    return SimAnswer.of({"code": "SUCCESS", "message": "", "data": detail})


@market.route("GET", f"{SELLER}/vendor-items/{{item}}/inventories")
def inventories(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    for one in market.products:
        for place, variant in enumerate(one.variants):
            if _item_id(one, place) == request.args["item"]:
                data = {
                    "sellerItemId": int(request.args["item"]),
                    "amountInStock": variant.stock,
                    "salePrice": int(one.price + variant.extra),
                    "onSale": one.is_selling,
                }
                return SimAnswer.of({"code": "SUCCESS", "message": "", "data": data})
    return _error("The vendor item does not exist.", 404)


@market.route("GET", "/vendor_inventory/{name}", host="image")
def image(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    found = picture(request.args["name"])
    return SimAnswer(found, content_type="image/jpeg") if found else SimAnswer(status=404, content_type="text/plain")


def _item_id(one: SimProduct, place: int) -> str:
    return str(70000 + one.number * 10 + place)


def _item(one: SimProduct, place: int, variant: SimVariant) -> dict[str, Any]:
    names = [name for name, _values in one.options]
    return {
        "sellerProductItemId": 80000 + one.number * 10 + place,
        "vendorItemId": int(_item_id(one, place)),
        "itemName": " ".join(variant.values) or "단일상품",
        "originalPrice": int(one.price + variant.extra) + 1000,
        "salePrice": int(one.price + variant.extra),
        "maximumBuyCount": 999,
        "externalVendorSku": variant.code,
        "barcode": "",
        "images": [{"imageOrder": 0, "imageType": "REPRESENTATION", "cdnPath": f"vendor_inventory/{one.picture}"}],
        "attributes": [
            {"attributeTypeName": "소재", "attributeValueName": one.material},
            *(
                {"attributeTypeName": name, "attributeValueName": value}
                for name, value in zip(names, variant.values, strict=True)
            ),
        ],
        "contents": [
            {"contentsType": "HTML", "contentDetails": [{"content": one.description, "detailType": "TEXT"}]},
        ],
    }


def _address(kind: str, address: str) -> dict[str, str]:
    return {
        "addressType": kind,
        "countryCode": "KR",
        "companyContactNumber": "02-0000-0000",
        "returnZipCode": "10000",
        "returnAddress": address,
        "returnAddressDetail": "3층",
    }
