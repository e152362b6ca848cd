"""Products of a category (scope group product; wire contract 2.7).

Our categories have one list of products, which is group 1. Groups 2 and 3 (recommended, new) hold none.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import QuerySet, Sum
from rest_framework import serializers

from catalog.domain.place_in_categories import add_to_category, move_in_category, remove_from_category
from catalog.models import Category, CategoryProduct, Product, Variant
from developer_center.api.call import Call
from developer_center.api.errors import found, not_found, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Int
from developer_center.wire import tf

NORMAL: Final = 1
GROUPS: Final = [1, 2, 3]
WHOLE: Final = Paging(most=50_000, usual=50_000)
MOST_AT_ONCE: Final = 1000


class GroupParams(serializers.Serializer[Any]):
    """The part of the category that is meant; required."""

    display_group = serializers.ChoiceField(choices=[str(group) for group in GROUPS])


class GroupField(serializers.Serializer[Any]):
    """The same in a body."""

    display_group = Int(min_value=GROUPS[0], max_value=GROUPS[-1])


class ProductNumbers(serializers.ListField):
    """Numbers of products; a single one may stand for itself."""

    child = Int(min_value=1)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_AT_ONCE, **kwargs)

    def to_internal_value(self, data: Any) -> list[int]:
        numbers: list[int] = super().to_internal_value(data if isinstance(data, list) else [data])
        return list(dict.fromkeys(numbers))


class NewPlacements(GroupField):
    """Products to add."""

    product_no = ProductNumbers(allow_empty=False)


class Placement(GroupField):
    """A product's new place."""

    product_no = Int(min_value=1)
    sequence = Int(required=False, min_value=1)
    auto_sort = TF(required=False)
    fixed_sort = TF(required=False)


def known_products(numbers: list[int], *, field: str = "product_no") -> list[int]:
    """The numbers, if all are products of the mall. Raises 422 that names the first that is none."""
    known = set(Product.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    for number in numbers:
        if number not in known:
            raise wrong(field, f"The mall has no product {number}.")
    return numbers


@operation("GET", "categories/{category_no}/products", params=GroupParams, paging=WHOLE)
def list_category_products(call: Call, category_no: int) -> list[dict[str, Any]]:
    """Products of a category in their order, as far as the shop offers them."""
    placed = _placed(call, category_no).order_by("position", "-product")
    rows = list(placed.values_list("product_id", "product__listings__selling")[call.offset : call.offset + call.limit])
    if not rows:
        _category(category_no)
    sold_out = _sold_out([product_id for product_id, _selling in rows])
    return [
        {
            "shop_no": call.shop_no,
            "product_no": product_id,
            "sequence_no": call.offset + place,
            "auto_sort": False,
            "sold_out": product_id in sold_out,
            "fixed_sort": False,
            "not_for_sale": not selling,
        }
        for place, (product_id, selling) in enumerate(rows, start=1)
    ]


@operation("GET", "categories/{category_no}/products/count", params=GroupParams)
def count_category_products(call: Call, category_no: int) -> int:
    """How many products of a category the shop offers."""
    _category(category_no)
    return _placed(call, category_no).count()


@operation("POST", "categories/{category_no}/products", body=NewPlacements)
def add_category_products(call: Call, category_no: int) -> dict[str, Any]:
    """Add products at the end of a category; those that are in it stay where they are."""
    _category(category_no)
    _normal_only(call.body["display_group"])
    numbers = known_products(call.body["product_no"])
    add_to_category(numbers, category_no, actor=call.actor)
    return {"display_group": NORMAL, "product_no": numbers}


@operation("PUT", "categories/{category_no}/products", body=Placement)
def place_category_product(call: Call, category_no: int) -> dict[str, Any]:
    """Put a product of a category at a place from 1. Categories are in the merchant's own order: nothing sorts them."""
    _category(category_no)
    body = call.body
    for name in ("display_group", "product_no"):
        if name not in body:
            raise wrong(name, "This field is required.")
    _normal_only(body["display_group"])
    for name in ("auto_sort", "fixed_sort"):
        if body.get(name):
            raise wrong(name, "Categories here keep the order they are given; only F is taken.")
    place = body.get("sequence")
    is_inside = (
        move_in_category(category_no, body["product_no"], place - 1, actor=call.actor)
        if place
        else CategoryProduct.objects.filter(category_id=category_no, product_id=body["product_no"]).exists()
    )
    if not is_inside:
        raise wrong("product_no", "The product is not in this category.")
    return {
        "shop_no": call.shop_no,
        "product_no": body["product_no"],
        "sequence": _sequence(category_no, body["product_no"]),
        "auto_sort": tf(False),
        "fixed_sort": tf(False),
    }


@operation("DELETE", "categories/{category_no}/products/{product_no}", params=GroupParams)
def remove_category_product(call: Call, category_no: int, product_no: int) -> dict[str, Any]:
    """Take a product out of a category."""
    _category(category_no)
    group = int(call.params["display_group"])
    if group != NORMAL or not remove_from_category([product_no], category_no, actor=call.actor).changed:
        raise not_found(f"Product {product_no} in group {group} of category {category_no}")
    return {"display_group": group, "product_no": product_no}


def _category(category_no: int) -> Category:
    category: Category = found(Category.objects.all(), f"Category {category_no}", pk=category_no)
    return category


def _normal_only(group: int) -> None:
    if group != NORMAL:
        raise wrong("display_group", "Categories here have one list of products, which is group 1.")


def _placed(call: Call, category_no: int) -> QuerySet[CategoryProduct]:
    placed: QuerySet[CategoryProduct] = CategoryProduct.objects.filter(
        category_id=category_no, product__listings__shop_no=call.shop_no
    )
    return placed if call.params["display_group"] == str(NORMAL) else placed.none()


def _sold_out(product_ids: list[int]) -> set[int]:
    """Those of which every variant is tracked and none is left."""
    variants = Variant.objects.filter(product__in=product_ids).order_by().values("product")
    found_out = variants.annotate(tracked=BoolAnd("tracks_stock"), left=Sum("stock")).filter(tracked=True, left=0)
    return set(found_out.values_list("product_id", flat=True))


def _sequence(category_no: int, product_no: int) -> int:
    placed = CategoryProduct.objects.filter(category_id=category_no).order_by("position", "-product")
    return list(placed.values_list("product_id", flat=True)).index(product_no) + 1
