"""QAPI as a stand-in: keys are checked, errors come with status 200, all values are texts."""

from __future__ import annotations

from typing import Any, Final

from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket

PATH: Final = "/GMKT.INC.Front.QAPIService/ebayjapan.qapi/{method}"
PAGE: Final = 500
SAK: Final = "SIMSAK-5e7d1c0a9b3f42e8"
CATEGORIES: Final = [
    ("100000001", "インテリア", "200000001", "食器", "320001121", "マグカップ"),
    ("100000001", "インテリア", "200000001", "食器", "320001122", "お皿"),
    ("100000001", "インテリア", "200000002", "雑貨", "320001201", "キャンドル"),
    ("100000002", "ファッション", "200000003", "バッグ", "320001301", "トートバッグ"),
]

market = SimulatedMarket(
    "qoo10",
    "eBay Japan (Qoo10)",
    language="ja",
    currency="JPY",
    keys={"user_id": "sim_seller", "password": "sim-password-1", "api_key": "SIMQAPI-0123456789abcdef"},
)


@market.route("POST", PATH)
def answer(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    method = request.args["method"].lower()
    if method == "certificationapi.createcertificationkey":
        return _certify(market, request)
    refusal = _refusal(market, request.headers.get("giosiscertificationkey", ""))
    if refusal is not None:
        return refusal
    handler = METHODS.get(method)
    if handler is None:
        return SimAnswer(f"Can't find method Info {request.args['method']}".encode(), content_type="text/plain")
    return handler(market, request.form | {"base": request.base})


def _certify(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    form, keys = request.form, market.keys
    if market.key_state == "expired":
        return _error(-90004, "Seller authorization key is expired. Use a new key.")
    is_right = (
        request.headers.get("giosiscertificationkey") == keys["api_key"]
        and form.get("user_id") == keys["user_id"]
        and form.get("pwd") == keys["password"]
    )
    if not is_right or market.key_state == "revoked":
        return _error(-10000, "Please check the Seller Authorization Key.")
    return _result(SAK)


def _refusal(market: SimulatedMarket, key: str) -> SimAnswer | None:
    if market.key_state == "expired":
        return _error(-90004, "Seller authorization key is expired. Use a new key.")
    if key != SAK or market.key_state == "revoked":
        return _error(-10000, "Please check the Seller Authorization Key.")
    return None


def _all_goods(market: SimulatedMarket, form: dict[str, str]) -> SimAnswer:
    status, page = form.get("ItemStatus", ""), int(form.get("Page") or 1)
    if status not in {"S0", "S1", "S2", "S3", "S5", "S8"}:
        return _error(-10001, "Please check the Item Status.")
    found = [one for one in market.products if _status(one) == status]
    part = found[(page - 1) * PAGE : page * PAGE]
    result: dict[str, Any] = {"TotalItems": len(found), "TotalPages": -(-len(found) // PAGE), "PresentPage": page}
    if part:
        result["Items"] = [{"ItemCode": _code(one), "SellerCode": one.code, "ItemStatus": status} for one in part]
    return _result(result)


def _detail(market: SimulatedMarket, form: dict[str, str]) -> SimAnswer:
    one = _find(market, form)
    if one is None:
        return _error(-10009, "Item not found.")
    return _result(
        [
            {
                "ItemCode": _code(one),
                "ItemStatus": _status(one),
                "ItemTitle": one.name,
                "PromotionName": one.summary,
                "SellerCode": one.code,
                "RetailPrice": "0",
                "ItemPrice": f"{one.price}.0000",
                "ItemQty": str(one.stock),
                "Material": one.material,
                "ItemDetail": one.description,
                "ImageUrl": f"{form['base']}/-pictures/{one.picture}",
            }
        ]
    )


def _inventory(market: SimulatedMarket, form: dict[str, str]) -> SimAnswer:
    one = _find(market, form)
    if one is None:
        return _error(-10001, "Item not found.")
    rows = [
        {
            **{f"Name{n}": name for n, (name, _values) in enumerate(one.options, 1)},
            **{f"Value{n}": value for n, value in enumerate(variant.values, 1)},
            "Price": int(variant.extra),
            "Qty": variant.stock,
            "ItemTypeCode": variant.code,
        }
        for variant in one.variants
        if one.options
    ]
    return _result(rows)


def _delivery(market: SimulatedMarket, form: dict[str, str]) -> SimAnswer:
    rows = [("400001", "600", "F", "5000", "佐川急便"), ("400002", "0", "X", "0", "ヤマト運輸 [simulated]")]
    names = ("ShippingNo", "ShippingFee", "ShippingType", "FreeCondition", "transcName")
    return _result([dict(zip(names, row, strict=True)) | {"Region": "N", "Oversea": "N"} for row in rows])


def _categories(market: SimulatedMarket, form: dict[str, str]) -> SimAnswer:
    names = ("CATE_L_CD", "CATE_L_NM", "CATE_M_CD", "CATE_M_NM", "CATE_S_CD", "CATE_S_NM")
    return _result([dict(zip(names, row, strict=True)) for row in CATEGORIES])


def _new_goods(market: SimulatedMarket, form: dict[str, str]) -> SimAnswer:
    for name in ("SecondSubCat", "ItemTitle", "ItemPrice", "ItemQty", "AvailableDateType", "AvailableDateValue"):
        if not form.get(name):
            return _error(-99, f"{name}は必須です")
    if form["SecondSubCat"] not in {row[4] for row in CATEGORIES}:
        return _error(-10101, "Category not found.")
    if form.get("SellerCode") in {entry.get("SellerCode") for entry in market.registered.values()}:
        return _error(-10101, "The seller code is used already.")
    number = str(market.next_id(900_000_000))
    market.registered[number] = {name: value for name, value in form.items() if name != "base"}
    return _result({"GdNo": number})


METHODS: Final = {
    "itemslookup.getallgoodsinfo": _all_goods,
    "itemslookup.getitemdetailinfo": _detail,
    "itemslookup.getgoodsinventoryinfo": _inventory,
    "itemslookup.getsellerdeliverygroupinfo": _delivery,
    "commoninfolookup.getcatagorylistall": _categories,
    "itemsbasic.setnewgoods": _new_goods,
}


def _find(market: SimulatedMarket, form: dict[str, str]) -> SimProduct | None:
    code = form.get("ItemCode", "")
    return next((one for one in market.products if _code(one) == code), None)


def _code(one: SimProduct) -> str:
    return str(1_000_000 + one.number)


def _status(one: SimProduct) -> str:
    return "S2" if one.is_selling else "S1"


def _result(value: Any) -> SimAnswer:
    return SimAnswer.of({"ResultCode": 0, "ResultMsg": "SUCCESS", "ResultObject": value})


def _error(code: int, message: str) -> SimAnswer:
    return SimAnswer.of({"ResultCode": code, "ResultMsg": message})
