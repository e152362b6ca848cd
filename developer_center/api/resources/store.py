"""The store, its shops, currency and users (scope group store)."""

from __future__ import annotations

from typing import Any

from accounts.models import Shop
from developer_center.api.call import Call
from developer_center.api.operation import operation
from developer_center.api.wire import dec2

SYMBOLS = {"KRW": "￦", "USD": "$", "JPY": "¥", "CNY": "¥", "TWD": "NT$", "EUR": "€", "BRL": "R$", "VND": "₫"}


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
