"""Products of a main category (scope group product; wire contract 2.7). `fixed_sort` is the pin of our display."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from catalog.domain.main_products import (
    MOST_PLACED,
    TooManyPlaced,
    add_main_products,
    arrange_main_products,
    remove_main_product,
)
from catalog.models import MainCategoryProduct, ProductListing
from developer_center.api.call import Call
from developer_center.api.errors import not_found, refusing, wrong
from developer_center.api.operation import operation
from developer_center.api.resources.category_products import ProductNumbers, known_products
from developer_center.api.resources.mains import section

TOO_MANY: Final[dict[type[Exception], str]] = {TooManyPlaced: f"A main category holds at most {MOST_PLACED} products."}


class NewProducts(serializers.Serializer[Any]):
    """Products to add."""

    product_no = ProductNumbers(allow_empty=False)


class Arrangement(serializers.Serializer[Any]):
    """The order of products, and which of them keep their place whatever fills the section."""

    product_no = ProductNumbers(allow_empty=True)
    fix_product_no = ProductNumbers(allow_empty=True, allow_null=True, required=False)


@operation("GET", "mains/{display_group}/products")
def list_main_products(call: Call, display_group: int) -> list[dict[str, Any]]:
    """What a section holds, in order, in the shop's words; hidden products too. Three queries."""
    category = section(call, display_group)
    placed = list(category.placements.select_related("product").order_by("position", "-product"))
    listings = ProductListing.objects.filter(shop_no=call.shop_no, product__in=[row.product_id for row in placed])
    names = dict(listings.values_list("product_id", "texts__name"))
    return [
        {
            "shop_no": call.shop_no,
            "product_no": row.product_id,
            "product_name": names.get(row.product_id) or row.product.name,
            "fixed_sort": row.is_pinned,
        }
        for row in placed
    ]


@operation("GET", "mains/{display_group}/products/count")
def count_main_products(call: Call, display_group: int) -> int:
    """How many products a section holds."""
    return MainCategoryProduct.objects.filter(main_category=section(call, display_group)).count()


@operation("POST", "mains/{display_group}/products", body=NewProducts)
def add_products_to_main(call: Call, display_group: int) -> dict[str, Any]:
    """Add products at the end of a section; those that are in it stay where they are."""
    category = section(call, display_group)
    numbers = known_products(call.body["product_no"])
    with refusing("product_no", TOO_MANY):
        add_main_products(category.pk, numbers, actor=call.actor)
    return {"shop_no": call.shop_no, "product_no": numbers}


@operation("PUT", "mains/{display_group}/products", body=Arrangement)
def arrange_products_of_main(call: Call, display_group: int) -> dict[str, Any]:
    """Put products of a section first in this order; `fix_product_no`, where given, are the pinned ones from now on."""
    category = section(call, display_group)
    inside = set(category.placements.values_list("product_id", flat=True))
    numbers, pins = call.body.get("product_no", []), call.body.get("fix_product_no")
    for name, given in (("product_no", numbers), ("fix_product_no", pins or [])):
        if set(given) - inside:
            raise wrong(name, "A product is not in this main category.")
    arrange_main_products(category.pk, numbers, pins, actor=call.actor)
    placed = list(category.placements.order_by("position", "-product"))
    return {
        "shop_no": call.shop_no,
        "product_no": [row.product_id for row in placed],
        "fix_product_no": [row.product_id for row in placed if row.is_pinned],
    }


@operation("DELETE", "mains/{display_group}/products/{product_no}")
def remove_product_of_main(call: Call, display_group: int, product_no: int) -> dict[str, Any]:
    """Take a product out of a section."""
    if not remove_main_product(section(call, display_group).pk, product_no, actor=call.actor):
        raise not_found(f"Product {product_no} in main category {display_group}")
    return {"shop_no": call.shop_no, "product_no": product_no}
