"""What members have in their carts (scope group personal). Shapes: not in our contract (C), from the public manual."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import Shop
from catalog.models import Product, ProductListing
from developer_center.api.call import Call, Page
from developer_center.api.errors import found
from developer_center.api.operation import Paging, operation
from developer_center.api.params import Texts
from developer_center.wire import dec2, moment, tf, variant_code
from orders.models import CartItem

PAGED: Final = Paging(most=100, offset_most=10_000)
LINKED: Final = Paging(most=100, offset_most=10_000, links=True)
CARTS: Final = (
    "{carts:[{shop_no:int, basket_product_no:int, member_id:str, created_date:dt, product_no:int,"
    " additional_option_values:[{key:str, type:str, value:str, name:str}], variant_code:str, quantity:int,"
    " product_price:dec2, option_price:dec2, product_bundle:TF, shipping_type:code1, category_no:int}]}"
)
PRODUCT_CARTS: Final = (
    "{carts:[{shop_no:int, member_id:str, created_date:dt, product_no:int, variant_code:str, quantity:int,"
    " product_bundle:TF}]}"
)


class Members(serializers.Serializer[Any]):
    """Whose carts; required."""

    member_id = Texts()


@operation("GET", "carts", params=Members, paging=PAGED, answers=CARTS)
def member_carts(call: Call) -> list[dict[str, Any]]:
    """The lines of members' carts in a shop, in the order they were added; prices as they are now. Three queries."""
    members = [name.casefold() for name in call.params["member_id"]]
    rows = _lines(call).filter(cart__customer__member_id_folded__in=members).order_by("pk")
    items = list(rows[call.offset : call.offset + call.limit])
    listings = ProductListing.objects.filter(shop_no=call.shop_no, product__in={item.product_id for item in items})
    prices = dict(listings.values_list("product_id", "price"))
    shop = Shop.objects.get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
    return [_cart_row(item, shop, prices) for item in items]


@operation("GET", "products/{product_no}/carts", paging=LINKED, answers=PRODUCT_CARTS)
def carts_with_product(call: Call, product_no: int) -> Page:
    """In which members' carts a product lies. Guests have no name to tell."""
    found(Product.objects.all(), f"Product {product_no}", pk=product_no)
    rows = _lines(call).filter(product_id=product_no).order_by("pk")
    items = list(rows[call.offset : call.offset + call.limit + 1])
    return Page([_line(item) | {"product_bundle": tf(False)} for item in items[: call.limit]], len(items) > call.limit)


@operation("GET", "products/{product_no}/carts/count", answers="{count:int}")
def count_carts_with_product(call: Call, product_no: int) -> int:
    """How many members have a product in their carts."""
    found(Product.objects.all(), f"Product {product_no}", pk=product_no)
    return _lines(call).filter(product_id=product_no).values("cart__customer").distinct().count()


def _lines(call: Call) -> QuerySet[CartItem]:
    lines = CartItem.objects.filter(cart__shop_no=call.shop_no, cart__customer__isnull=False)
    lines_with_names: QuerySet[CartItem] = lines.select_related("cart__customer", "variant", "product")
    return lines_with_names


def _line(item: CartItem) -> dict[str, Any]:
    return {
        "shop_no": item.cart.shop_no,
        "member_id": item.cart.customer.member_id,
        "created_date": moment(item.added_at),
        "product_no": item.product_id,
        "variant_code": variant_code(item.product_id, item.variant.position),
        "quantity": item.quantity,
    }


def _cart_row(item: CartItem, shop: Shop, prices: dict[int, Any]) -> dict[str, Any]:
    price = prices.get(item.product_id)
    inputs = [
        {"key": f"item_option_add_{place}", "type": "text", "value": text, "name": name}
        for place, (name, text) in enumerate(item.extra_inputs.items(), start=1)
    ]
    return _line(item) | {
        "basket_product_no": item.pk,
        "additional_option_values": inputs,
        "product_price": dec2(shop.from_base(item.product.price) if price is None else price),
        "option_price": dec2(shop.from_base(item.variant.price_delta)),
        "product_bundle": tf(False),
        "shipping_type": "A",
        "category_no": 1,  # from which category a shopper came is not kept: the top
    }
