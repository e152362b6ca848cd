"""Texts of products in other languages. Shapes: not in our contract (C), from the public manual.

A translation is written to the listing of every shop of its language, marked as set by hand so that no machine
overwrites it, and read from the first such shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q
from rest_framework import serializers

from accounts.models import Shop
from accounts.prefixes import begins_with
from catalog.domain.options import VALUE_LENGTH
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import Product, ProductListing
from catalog.models.product import folded
from developer_center.api.call import Call, Page
from developer_center.api.errors import found, wrong
from developer_center.api.operation import operation
from developer_center.api.resources.product_fields import several
from developer_center.api.resources.translation_params import (
    CODES,
    LINKED,
    SEO,
    Language,
    ProductFilters,
    asked_for,
    given_translations,
    languages_of,
)
from developer_center.wire import moment, tf

PRODUCT: Final = (
    "{shop_no:int, product_no:int, product_name:str, translations:[{translated:TF, language_code:str,"
    " product_name:str, product_tag:str, description:str, mobile_description:str, simple_description:str,"
    " summary_description:str, payment_info:str, shipping_info:str, exchange_info:str, service_info:str,"
    " product_material:str, seo:{meta_title:str, meta_author:str, meta_description:str, meta_keywords:str,"
    " meta_alt:str}, options:[{name:str, value:[str]}], updated_date:dt}]}"
)
TEXTS: Final = {
    "product_name": "name",
    "summary_description": "summary",
    "simple_description": "short_description",
    "description": "description",
    "product_material": "material",
}
NOT_KEPT: Final = dict.fromkeys(
    ("product_tag", "mobile_description", "payment_info", "shipping_info", "exchange_info", "service_info"), ""
)


class OptionNames(serializers.Serializer[Any]):
    """An option in a language, its values in the order of the base ones."""

    name = serializers.CharField(max_length=VALUE_LENGTH)
    value = serializers.ListField(child=serializers.CharField(max_length=VALUE_LENGTH))


class ProductTexts(Language):
    """A product's texts in a language; an empty one follows the base text."""

    product_name = serializers.CharField(max_length=250, required=False, allow_blank=True)
    summary_description = serializers.CharField(max_length=255, required=False, allow_blank=True)
    simple_description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True, max_length=500_000)
    product_material = serializers.CharField(max_length=400, required=False, allow_blank=True)
    options = OptionNames(many=True, required=False)


class Translations(serializers.Serializer[Any]):
    """Texts in one language or more."""

    translations = several(ProductTexts, len(CODES), required=True)


@operation(
    "GET",
    "translations/products",
    params=ProductFilters,
    paging=LINKED,
    answers="{products:[" + PRODUCT + "]}",
)
def product_texts(call: Call) -> Page:
    """Products, newest first, with their texts in the languages of other shops. Three queries."""
    languages = asked_for(call, languages_of(call))
    rows = list(Product.objects.filter(_wanted(call)).order_by("-pk")[call.offset : call.offset + call.limit + 1])
    page = rows[: call.limit]
    return Page(_rows(call, page, languages), len(rows) > call.limit)


@operation("PUT", "translations/products/{product_no}", body=Translations, answers="{product:" + PRODUCT + "}")
def translate_product(call: Call, product_no: int) -> dict[str, Any]:
    """Write a product's texts in all shops of a language, as by hand."""
    product: Product = found(Product.objects.all(), f"Product {product_no}", pk=product_no)
    languages = languages_of(call)
    for given in given_translations(call, languages):
        texts = _texts(product, given)
        for shop in languages[given["language_code"]]:
            _write(call, product, shop, texts)
    return _rows(call, [Product.objects.get(pk=product_no)], languages)[0]


def _write(call: Call, product: Product, shop: Shop, texts: Mapping[str, Any]) -> None:
    listing = ProductListing.objects.filter(product=product, shop_no=shop.shop_no).first()
    if listing is None:
        raise wrong("translations", f"Shop {shop.shop_no} does not offer this product.")
    facts = ListingFacts(display=listing.display, selling=listing.selling, price=listing.price, texts=texts)
    set_listing(product.pk, shop, facts, actor=call.actor)


def _texts(product: Product, given: Mapping[str, Any]) -> dict[str, Any]:
    texts: dict[str, Any] = {own: given[name] for name, own in TEXTS.items() if name in given}
    if "options" in given:
        texts["options"] = _options(product, given["options"])
    return texts


def _options(product: Product, given: list[Mapping[str, Any]]) -> dict[str, Any]:
    base = product.options
    if len(given) != len(base) or not all(_names_all(own, row) for own, row in zip(given, base, strict=True)):
        raise wrong("translations.options", "Every option of the product and each of its values is named, in order.")
    if any(len({value.casefold() for value in own["value"]}) < len(own["value"]) for own in given):
        raise wrong("translations.options", "Two values of an option cannot read the same.")
    return {
        row["name"]: {"name": own["name"], "values": dict(zip(row["values"], own["value"], strict=True))}
        for row, own in zip(base, given, strict=True)
    }


def _names_all(own: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return "name" in own and len(own.get("value", [])) == len(row["values"])


def _wanted(call: Call) -> Q:
    wanted = Q()
    if "product_no" in call.params:
        wanted &= Q(pk__in=call.params["product_no"])
    if "product_name" in call.params:
        names = Q()
        for name in call.params["product_name"]:
            names |= Q(**begins_with("name_folded", folded(name)))
        wanted &= names
    return wanted


def _rows(call: Call, products: list[Product], languages: Mapping[str, list[Shop]]) -> list[dict[str, Any]]:
    numbers = {code: shops[0].shop_no for code, shops in languages.items()}
    listings = ProductListing.objects.filter(product__in=products, shop_no__in=numbers.values())
    by_place = {(row.product_id, row.shop_no): row for row in listings.select_related("product")}
    return [
        {
            "shop_no": call.shop_no,
            "product_no": product.pk,
            "product_name": product.name,
            "translations": [
                _translation(code, product, by_place.get((product.pk, shop_no))) for code, shop_no in numbers.items()
            ],
        }
        for product in products
    ]


def _translation(code: str, product: Product, listing: ProductListing | None) -> dict[str, Any]:
    shown = listing or ProductListing(product=product)
    return {
        "translated": tf(shown.texts),
        "language_code": code,
        **{name: shown.text(own) for name, own in TEXTS.items()},
        **NOT_KEPT,
        "seo": SEO | {"meta_alt": ""},
        "options": [{"name": row["name"], "value": row["values"]} for row in shown.options],
        "updated_date": moment(product.updated_at),
    }
