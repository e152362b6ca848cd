"""The store, its shops, currency and bank account (scope group store)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from rest_framework import serializers

from accounts.models import Shop
from developer_center.api.call import Call
from developer_center.api.errors import found, refusing, unchanged
from developer_center.api.operation import operation
from developer_center.api.resources.store_rows import account_parts, setting_row, shop_row, store_row
from developer_center.wire import dec2, dec4, tf
from orders.domain.shipping_fee import policy_of
from pro.domain.change_rate import NewRate, change_rate
from pro.domain.switches import may_run
from pro.domain.translate_mall import KEY as TRANSLATION

SYMBOLS: Final = {"KRW": "￦", "USD": "$", "JPY": "¥", "CNY": "¥", "TWD": "NT$", "EUR": "€", "BRL": "R$", "VND": "₫"}
NO_RATE: Final[dict[type[Exception], str]] = {
    Shop.DoesNotExist: "The base shop has no exchange rate.",
    ValueError: "This shop has the base shop's currency.",
}


class RateFields(serializers.Serializer[Any]):
    """A rate: units of the base shop's currency for one of the shop's."""

    shop_no = serializers.IntegerField()
    exchange_rate = serializers.DecimalField(max_digits=14, decimal_places=4, min_value=Decimal("0.0001"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The one thing that can be changed is required in a PUT, too."""
        if "exchange_rate" not in attrs:
            raise serializers.ValidationError({"exchange_rate": "This field is required."})
        return attrs


@operation("GET", "store")
def store(call: Call) -> dict[str, Any]:
    """What a shop of the mall tells about itself and its business."""
    shop = _shop(call, call.shop_no)
    return store_row(shop.mall, shop)


@operation("GET", "shops")
def shops(call: Call) -> list[dict[str, Any]]:
    """The mall's shops, also those that are closed to shoppers."""
    rows = Shop.objects.filter(mall_id=call.caller.mall_id).select_related("mall").order_by("shop_no")
    return [shop_row(shop.mall, shop) for shop in rows]


@operation("GET", "shops/{shop_no}")
def one_shop(call: Call, shop_no: int) -> dict[str, Any]:
    """One shop."""
    shop = _shop(call, shop_no)
    row = shop_row(shop.mall, shop)
    return {name: value for name, value in row.items() if name not in {"unit_system", "weight_unit"}}


@operation("GET", "currency")
def currency(call: Call) -> dict[str, Any]:
    """The currency of a shop, and what it is worth in the base shop's."""
    base = call.caller.shops[0]
    shop = Shop.objects.get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
    return {
        "exchange_rate": dec2(shop.exchange_rate or 1),
        "standard_currency_code": base.currency,
        "standard_currency_symbol": SYMBOLS[base.currency],
        "shop_currency_code": shop.currency,
        "shop_currency_symbol": SYMBOLS[shop.currency],
        "shop_currency_format": f"{SYMBOLS[shop.currency]}[:PRICE:]",
    }


@operation("PUT", "currency", body=RateFields)
def set_rate(call: Call) -> dict[str, Any]:
    """Set the exchange rate of an overseas shop by hand. Prices stay as they are until they are recalculated."""
    rate: Decimal = call.body["exchange_rate"]
    shop = Shop.objects.get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
    if shop.exchange_rate == rate:
        raise unchanged()
    with refusing("shop_no", NO_RATE):
        change_rate(shop.shop_no, NewRate(rate, shop.rounding), recalculates=False, actor=call.actor)
    return {"exchange_rate": dec4(rate)}


@operation("GET", "products/setting")
def product_setting(call: Call) -> dict[str, Any]:
    """How products are shown and priced, and whether texts are translated by themselves."""
    return setting_row(call.shop_no, translates=may_run(TRANSLATION))


@operation("GET", "store/accounts")
def accounts(call: Call) -> list[dict[str, Any]]:
    """The account that a shop's bank transfers go to; none where the merchant named none."""
    text = policy_of(_shop(call, call.shop_no)).bank_account.strip()
    if not text:
        return []
    row = {"shop_no": call.shop_no, "bank_account_id": call.shop_no, "bank_code": "", "use_account": tf(True)}
    return [row | account_parts(text)]


def _shop(call: Call, shop_no: int) -> Shop:
    shops_of_mall = Shop.objects.filter(mall_id=call.caller.mall_id).select_related("mall")
    return found(shops_of_mall, f"Shop {shop_no}", shop_no=shop_no)
