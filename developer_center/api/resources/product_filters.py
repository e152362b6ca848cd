"""What a list of products is narrowed to (wire contract 2.7): checked values of the query, and the rows they leave.

Filters on our own facts use the indexes of design 3.5; on what apps keep (`Product.app_facts`), on parts of a name and
on amounts the mall's own rows are read along an index and sieved. A filter on what our domain does not know matches
its contract default only: `product_bundle=F` is all products, `T` none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import DecimalField, Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from rest_framework import serializers

from catalog.models import Category, CategoryProduct, Product, Variant
from catalog.models.product import folded
from developer_center.api.call import Call
from developer_center.api.params import TF, Amount, Choices, Int, Ints, Moment, Period, Texts
from developer_center.api.resources.product_facts import DETAIL_DEFAULTS, LIST_DEFAULTS
from developer_center.wire import product_id_of

# Filters of texts that apps keep; several values may be named.
KEPT_TEXTS: Final = (
    "brand_code",
    "manufacturer_code",
    "supplier_code",
    "trend_code",
    "classification_code",
    "eng_product_name",
    "supply_product_name",
    "internal_product_name",
    "model_name",
    "product_condition",
    "origin_place_value",
)
KEPT_AMOUNTS: Final = ("retail_price", "supply_price")
VARIANT_FILTERS: Final = frozenset(
    (
        *("custom_variant_code", "use_inventory", "stock_quantity_min", "stock_quantity_max"),
        *("stock_safety_min", "stock_safety_max"),
    )
)
NONE: Final = Q(pk__in=[])
# What each product is here, as long as our domain knows no other: the values that match all of them.
ALWAYS: Final[Mapping[str, str]] = {"product_bundle": "F", "market_sync": "F", "approve_status": ""}
OPTION_TYPES: Final = ["T", "C", "S", "E", "F"]
DEFAULTS: Final = LIST_DEFAULTS | DETAIL_DEFAULTS
SORTS: Final = {"created_date": "pk", "updated_date": "updated_at", "product_name": "name_folded"}


def _text(**kwargs: Any) -> Texts:
    return Texts(required=False, allow_blank=True, **kwargs)


class ProductFilters(Period):
    """The query of `products` and `products/count`."""

    product_no = Ints(required=False, allow_blank=True)
    since_product_no = Int(required=False)
    product_code = _text()
    custom_product_code = _text()
    custom_variant_code = _text()
    product_name = _text()
    product_tag = _text()
    display = TF(required=False)
    selling = TF(required=False)
    use_inventory = TF(required=False)
    category_unapplied = TF(required=False)
    include_sub_category = TF(required=False)
    category = Ints(required=False)
    price_min = Amount(required=False)
    price_max = Amount(required=False)
    retail_price_min = Amount(required=False)
    retail_price_max = Amount(required=False)
    supply_price_min = Amount(required=False)
    supply_price_max = Amount(required=False)
    stock_quantity_min = Int(required=False)
    stock_quantity_max = Int(required=False)
    stock_safety_min = Int(required=False)
    stock_safety_max = Int(required=False)
    product_weight = Amount(required=False)
    created_start_date = Moment(required=False)
    created_end_date = Moment(required=False, ends=True)
    updated_start_date = Moment(required=False)
    updated_end_date = Moment(required=False, ends=True)
    additional_information_key = serializers.CharField(required=False)
    additional_information_value = serializers.CharField(required=False)
    option_type = Choices(OPTION_TYPES, required=False)
    product_bundle = Choices(["T", "F"], required=False)
    market_sync = Choices(["T", "F"], required=False)
    approve_status = Choices(["N", "E", "C", "R", "I"], required=False)
    sort = serializers.ChoiceField(list(SORTS), required=False)
    order = serializers.ChoiceField(["asc", "desc"], required=False)
    brand_code = _text()
    manufacturer_code = _text()
    supplier_code = _text()
    trend_code = _text()
    classification_code = _text()
    eng_product_name = _text()
    supply_product_name = _text()
    internal_product_name = _text()
    model_name = _text()
    product_condition = _text()
    origin_place_value = _text()


def matching(products: QuerySet[Product], call: Call) -> QuerySet[Product]:
    """The ones of `products_and_listings` that the query leaves, in no order yet."""
    given = {name: value for name, value in call.params.items() if value not in ("", [])}
    wanted = Q()
    for part in (_own(given), _kept(given), _in_shop(given, call), _in_categories(given), _with_variants(given)):
        wanted &= part
    amounts = {
        f"kept_{name}": _kept_amount(name) for name in KEPT_AMOUNTS if {f"{name}_min", f"{name}_max"} & given.keys()
    }
    return products.alias(**amounts).filter(wanted)


def in_order(products: QuerySet[Product], params: Mapping[str, Any]) -> QuerySet[Product]:
    """Newest first without a word; `since_product_no` goes on by number whatever else is asked.

    By `created_date` is by number: numbers are given in the order of registration.
    """
    if "since_product_no" in params:
        return products.order_by("pk")
    column, sign = SORTS[params.get("sort", "created_date")], "" if params.get("order") == "asc" else "-"
    return products.order_by(f"{sign}pk") if column == "pk" else products.order_by(f"{sign}{column}", f"{sign}pk")


def _own(given: Mapping[str, Any]) -> Q:
    """What the product itself says."""
    wanted = Q()
    if "product_no" in given:
        wanted &= Q(pk__in=given["product_no"])
    if "since_product_no" in given:
        wanted &= Q(pk__gt=given["since_product_no"])
    if "product_code" in given:
        numbers = map(product_id_of, given["product_code"])
        wanted &= Q(pk__in=[number for number in numbers if number is not None])
    if "custom_product_code" in given:
        wanted &= Q(code__in=given["custom_product_code"])
    if "product_weight" in given:
        wanted &= _weighs(given["product_weight"])
    if "option_type" in given:
        wanted &= ~Q(options=[]) if "T" in given["option_type"] else NONE
    for name in ("created", "updated"):
        wanted &= _between(f"{name}_at", given.get(f"{name}_start_date"), given.get(f"{name}_end_date"))
    return wanted


def _kept(given: Mapping[str, Any]) -> Q:
    """What apps keep of it, and what is so for every product."""
    wanted = Q()
    for name in KEPT_TEXTS:
        if name in given:
            wanted &= _is_one_of(name, given[name])
    for name in KEPT_AMOUNTS:
        wanted &= _between(f"kept_{name}", given.get(f"{name}_min"), given.get(f"{name}_max"))
    if "product_tag" in given:
        wanted &= _any(Q(app_facts__product_tag__contains=[tag]) for tag in given["product_tag"])
    pair = {name: given.get(f"additional_information_{name}") for name in ("key", "value")}
    if any(pair.values()):
        wanted &= Q(app_facts__additional_information__contains=[{k: v for k, v in pair.items() if v}])
    for name, value in ALWAYS.items():
        if name in given and value not in given[name]:
            wanted &= NONE
    return wanted


def _in_shop(given: Mapping[str, Any], call: Call) -> Q:
    """What the shop's listing says; a product that has none there is neither displayed nor sold."""
    wanted = _between("price" if call.shop_no == 1 else "shop_price", given.get("price_min"), given.get("price_max"))
    for name in ("display", "selling"):
        if name in given:
            wanted &= Q(**{name: True}) if given[name] else Q(**{name: False}) | Q(**{f"{name}__isnull": True})
    if "product_name" in given:
        wanted &= _any(_is_called(folded(part), call) for part in given["product_name"])
    return wanted


def _in_categories(given: Mapping[str, Any]) -> Q:
    """Where the merchant put it."""
    wanted = Q()
    if not {"category", "category_unapplied"} & given.keys():
        return wanted
    placed = CategoryProduct.objects.filter(product=OuterRef("pk"))
    if "category_unapplied" in given:
        is_placed = Q(Exists(placed))
        wanted &= ~is_placed if given["category_unapplied"] else is_placed
    if "category" in given:
        numbers = set(given["category"])
        if given.get("include_sub_category"):
            numbers |= _below(numbers)
        wanted &= Q(Exists(placed.filter(category_id__in=numbers)))
    return wanted


def _with_variants(given: Mapping[str, Any]) -> Q:
    """What any of its combinations says."""
    wanted = Q()
    if not VARIANT_FILTERS & given.keys():
        return wanted
    variants = Variant.objects.filter(product=OuterRef("pk"))
    if "custom_variant_code" in given:
        coded = Variant.objects.filter(own_code__in=given["custom_variant_code"])
        wanted &= Q(pk__in=coded.values("product_id"))
    if "use_inventory" in given:
        tracked = Exists(variants.filter(tracks_stock=True))
        wanted &= Q(tracked) if given["use_inventory"] else ~Q(tracked)
    stock = _between("stock", given.get("stock_quantity_min"), given.get("stock_quantity_max"))
    if stock:
        wanted &= Q(Exists(variants.filter(stock, tracks_stock=True)))
    kept = _between("safety", given.get("stock_safety_min"), given.get("stock_safety_max"))
    if kept:
        safety = Coalesce(Cast(KeyTextTransform("safety_inventory", "app_facts"), IntegerField()), 0)
        wanted &= Q(Exists(variants.annotate(safety=safety).filter(kept)))
    return wanted


def _between(column: str, least: Any, most: Any) -> Q:
    bounds = {f"{column}__gte": least, f"{column}__lte": most}
    return Q(**{name: value for name, value in bounds.items() if value is not None})


def _any(parts: Iterable[Q]) -> Q:
    return reduce(or_, parts)


def _is_one_of(name: str, values: list[str]) -> Q:
    """What apps keep under a name; one that keeps nothing has the default."""
    wanted = Q(**{f"app_facts__{name}__in": values})
    return wanted | Q(**{f"app_facts__{name}__isnull": True}) if DEFAULTS[name] in values else wanted


def _kept_amount(name: str) -> Coalesce:
    kept = Cast(KeyTextTransform(name, "app_facts"), DecimalField(max_digits=14, decimal_places=2))
    return Coalesce(kept, Decimal(0))


def _weighs(kilograms: Decimal) -> Q:
    """Weights that read alike with two places."""
    grams = int(kilograms * 1000)
    wanted = Q(weight_grams__gte=grams - 5, weight_grams__lt=grams + 5)
    return wanted if grams else wanted | Q(weight_grams__isnull=True)


def _is_called(part: str, call: Call) -> Q:
    """Part of the name that the shop shows, whatever its case."""
    base = Q(name_folded__contains=part)
    if call.shop_no == 1:
        return base
    has_none = Q(shop_name_folded="") | Q(shop_name_folded__isnull=True)
    return Q(shop_name_folded__contains=part) | (has_none & base)


def _below(numbers: set[int]) -> set[int]:
    """The categories below some, of any depth; one query."""
    parents = dict(Category.objects.exclude(parent=None).values_list("pk", "parent_id"))
    below, found = set[int](), set(numbers)
    while found:
        found = {pk for pk, parent in parents.items() if parent in found} - below
        below |= found
    return below
