"""Names of categories and shops in other languages. Shapes: not in our contract (C), from the public manual.

A shop names categories for itself; a translation is written to every shop of its language, and read from the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from accounts.models import Shop
from catalog.domain.categories import change_category
from catalog.models import Category
from developer_center.api.call import Call, Page
from developer_center.api.errors import found
from developer_center.api.operation import operation
from developer_center.api.resources.product_fields import several
from developer_center.api.resources.store_rows import store_row
from developer_center.api.resources.translation_params import (
    CODES,
    LINKED,
    SEO,
    CategoryFilters,
    Language,
    LanguageFilter,
    asked_for,
    given_translations,
    languages_of,
)
from developer_center.wire import tf
from pro.domain.change_rate import change_shop

CATEGORY: Final = (
    "{shop_no:int, category_no:int, translations:[{language_code:str, translated:TF, category_name:str,"
    " seo:{meta_title:str, meta_author:str, meta_description:str, meta_keywords:str}, updated_date:dt}]}"
)
STORE: Final = (
    "{store:{shop_no:int, translations:[{language_code:str, translated:TF, shop_name:str, company_name:str,"
    " company_registration_no:str, president_name:str, phone:str, email:str, fax:str, zipcode:str, address1:str,"
    " address2:str, customer_service_phone:str, customer_service_hours:str, privacy_officer_name:str,"
    " privacy_officer_email:str, updated_date:dt}]}}"
)
STORE_KEYS: Final = (
    "shop_name",
    "company_name",
    "company_registration_no",
    "president_name",
    "phone",
    "email",
    "fax",
    "zipcode",
    "address1",
    "address2",
    "customer_service_phone",
    "customer_service_hours",
    "privacy_officer_name",
    "privacy_officer_email",
)


class CategoryName(Language):
    """A category's name in a language."""

    category_name = serializers.CharField(max_length=50, required=False)


class CategoryNames(serializers.Serializer[Any]):
    """Names in one language or more."""

    translations = several(CategoryName, len(CODES), required=True)


class StoreName(Language):
    """A shop's name in a language: what else the store tells is the same in all of ours."""

    shop_name = serializers.CharField(max_length=60, required=False)


class StoreNames(serializers.Serializer[Any]):
    """Names in one language or more."""

    translations = several(StoreName, len(CODES), required=True)


@operation(
    "GET",
    "translations/categories",
    params=CategoryFilters,
    paging=LINKED,
    answers="{categories:[" + CATEGORY + "]}",
)
def category_names(call: Call) -> Page:
    """Categories by number, with their names in the languages of other shops. Two queries."""
    languages = asked_for(call, languages_of(call))
    categories = Category.objects.order_by("pk")
    if "category_no" in call.params:
        categories = categories.filter(pk__in=call.params["category_no"])
    rows = list(categories[call.offset : call.offset + call.limit + 1])
    return Page([_category(call, row, languages) for row in rows[: call.limit]], len(rows) > call.limit)


@operation("PUT", "translations/categories/{category_no}", body=CategoryNames, answers="{category:" + CATEGORY + "}")
def name_category(call: Call, category_no: int) -> dict[str, Any]:
    """Name a category in all shops of a language."""
    category: Category = found(Category.objects.all(), f"Category {category_no}", pk=category_no)
    languages, names = languages_of(call), dict(category.names)
    for given in given_translations(call, languages):
        for shop in languages[given["language_code"]]:
            names[str(shop.shop_no)] = given.get("category_name", names.get(str(shop.shop_no), ""))
    changed = change_category(
        category_no, name=category.name, names=names, is_displayed=category.is_displayed, actor=call.actor
    )
    return _category(call, changed, languages)


@operation("GET", "translations/store", params=LanguageFilter, answers=STORE)
def store_names(call: Call) -> dict[str, Any]:
    """What the store tells in each language of its other shops."""
    return _store(call, asked_for(call, languages_of(call)))


@operation("PUT", "translations/store", body=StoreNames, answers=STORE)
def name_store(call: Call) -> dict[str, Any]:
    """Name all shops of a language."""
    languages = languages_of(call)
    for given in given_translations(call, languages):
        if "shop_name" in given:
            for shop in languages[given["language_code"]]:
                change_shop(shop.shop_no, name=given["shop_name"], is_active=shop.is_active, actor=call.actor)
    return _store(call, languages_of(call))


def _category(call: Call, row: Category, languages: Mapping[str, list[Shop]]) -> dict[str, Any]:
    own = {code: str(row.names.get(str(shops[0].shop_no)) or "") for code, shops in languages.items()}
    translations = [
        {
            "language_code": code,
            "translated": tf(name),
            "category_name": name or row.name,
            "seo": SEO,
            "updated_date": None,
        }
        for code, name in own.items()
    ]
    return {"shop_no": call.shop_no, "category_no": row.pk, "translations": translations}


def _store(call: Call, languages: Mapping[str, list[Shop]]) -> dict[str, Any]:
    translations = []
    for code, shops in languages.items():
        told = store_row(shops[0].mall, shops[0])
        translations.append(
            {"language_code": code, "translated": tf(shops[0].name), "updated_date": None}
            | {name: told[name] for name in STORE_KEYS}
        )
    return {"shop_no": call.shop_no, "translations": translations}
