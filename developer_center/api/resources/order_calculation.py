"""What a basket would cost (POST orders/calculation). Shape: not in our contract (C), after Cafe24's manual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from accounts.models import Shop
from developer_center.api.call import Call
from developer_center.api.errors import wrong
from developer_center.api.operation import operation
from developer_center.api.params import Int
from developer_center.api.resources.customer_rows import customer_named
from developer_center.api.resources.order_codes import variant_ids
from developer_center.wire import dec2, product_code, variant_code
from orders.domain.checkout import CheckoutRefused, Line, PricedLine
from orders.domain.quote import quote

CALCULATION: Final = (
    "{calculation:{shop_no:int, currency:str, order_price_amount:dec2, app_discount_amount:dec2, "
    "coupon_discount_price:dec2, shipping_fee:dec2, total_amount_due:dec2, items:[{product_no:int, product_code:str, "
    "variant_code:str, quantity:int, product_price:dec2, discount_amount:dec2, payment_amount:dec2}]}}"
)
# Why something cannot be bought, for developers; codes are those of CheckoutRefused.
REFUSALS: Final = {
    "not_on_sale": "A variant is not on sale in this shop.",
    "sold_out": "A variant is sold out.",
    "too_few_left": "Fewer pieces of a variant are left.",
    "no_shipping": "The shop does not ship there.",
    "weight_missing": "A product has no weight, which shipping there needs.",
    "extra_input_missing": "A product asks for text that the shopper types in.",
    "members_only": "A product is sold to members only: name one in member_id.",
    "not_for_member": "A product is not sold to this member.",
    "bought_before": "This member has bought a product that each member buys once.",
    "only_alone": "A product is ordered by itself only.",
    "not_alone": "A product is ordered only together with another one.",
    "below_least": "Product {name} is sold from {number} pieces.",
    "above_most": "Product {name} is sold up to {number} pieces.",
    "not_in_units": "Product {name} is sold in units of {number} pieces.",
}


class BasketItem(serializers.Serializer[Any]):
    """Pieces of one variant."""

    variant_code = serializers.CharField(max_length=12)
    quantity = Int(min_value=1, max_value=9999)


class Basket(serializers.Serializer[Any]):
    """Body of POST orders/calculation."""

    items = serializers.ListField(child=BasketItem(), min_length=1, max_length=100)
    country_code = serializers.RegexField(r"[A-Z]{2}", required=False)
    member_id = serializers.CharField(max_length=20, required=False)
    coupon_code = serializers.CharField(max_length=30, required=False, default="")


@operation("POST", "orders/calculation", body=Basket, answers=CALCULATION)
def calculate(call: Call) -> dict[str, Any]:
    """Price a basket as the checkout of this shop would now: discounts, coupon and shipping fee; nothing is written."""
    shop = Shop.objects.select_related("mall").get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
    member_id = call.body.get("member_id")
    try:
        priced = quote(
            shop,
            _lines(call.body),
            country=call.body.get("country_code", shop.mall.country),
            coupon_code=call.body["coupon_code"],
            customer_id=customer_named(member_id).pk if member_id else None,
        )
    except CheckoutRefused as error:
        field = "coupon_code" if error.code.startswith("coupon") else "items"
        said = REFUSALS.get(error.code, "The coupon cannot be used for this basket.")
        raise wrong(field, said.format(name=error.name, number=error.number)) from error
    return {
        "shop_no": shop.shop_no,
        "currency": priced.currency,
        "order_price_amount": dec2(priced.items_amount),
        "app_discount_amount": dec2(priced.discount_amount),
        "coupon_discount_price": dec2(priced.coupon_amount),
        "shipping_fee": dec2(priced.shipping_fee),
        "total_amount_due": dec2(priced.total_amount),
        "items": [_row(line) for line in priced.lines],
    }


def _lines(body: Mapping[str, Any]) -> list[Line]:
    items = body["items"]
    found = variant_ids([one["variant_code"] for one in items], "items.variant_code")
    return [Line(variant_id, one["quantity"]) for variant_id, one in zip(found, items, strict=True)]


def _row(line: PricedLine) -> dict[str, Any]:
    return {
        "product_no": line.product.pk,
        "product_code": product_code(line.product.pk),
        "variant_code": variant_code(line.product.pk, line.variant.position),
        "quantity": line.quantity,
        "product_price": dec2(line.unit_price),
        "discount_amount": dec2(line.discount),
        "payment_amount": dec2(line.amount - (line.discount or 0)),
    }
