"""Languages of a mall's shops on the wire, and what translations take (scope group translation)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rest_framework import serializers

from accounts.models import Shop
from developer_center.api.call import Call
from developer_center.api.errors import wrong
from developer_center.api.operation import Paging
from developer_center.api.params import Ints, Texts
from developer_center.api.resources.store_rows import LANGUAGES

CODES: Final = {language: code for language, (code, _name) in LANGUAGES.items()}
LINKED: Final = Paging(most=100, offset_most=8000, links=True)
SEO: Final = dict.fromkeys(("meta_title", "meta_author", "meta_description", "meta_keywords"), "")


class LanguageFilter(serializers.Serializer[Any]):
    """Up to 100 languages, as `en_US`."""

    language_code = Texts(required=False)


class CategoryFilters(LanguageFilter):
    """Which categories, in which languages."""

    category_no = Ints(required=False)


class ProductFilters(LanguageFilter):
    """Which products, in which languages; `product_name` finds names that begin with it."""

    product_no = Ints(required=False)
    product_name = Texts(required=False)


class Language(serializers.Serializer[Any]):
    """Every translation names its language."""

    language_code = serializers.ChoiceField(choices=sorted(CODES.values()))


def languages_of(call: Call) -> dict[str, list[Shop]]:
    """The shops of each language that is not the base shop's, by the language's code, oldest first; one query."""
    shops = list(Shop.objects.filter(mall_id=call.caller.mall_id).select_related("mall").order_by("shop_no"))
    found: dict[str, list[Shop]] = {}
    for shop in shops:
        if shop.language != shops[0].language:
            found.setdefault(CODES[shop.language], []).append(shop)
    return found


def asked_for(call: Call, languages: Mapping[str, list[Shop]]) -> dict[str, list[Shop]]:
    """Those that `language_code` names; all without it."""
    wanted = call.params.get("language_code")
    return {code: shops for code, shops in languages.items() if wanted is None or code in wanted}


def given_translations(call: Call, languages: Mapping[str, list[Shop]]) -> Sequence[Mapping[str, Any]]:
    """The translations of a body, each of a language that a shop has. Raises 422."""
    given: Sequence[Mapping[str, Any]] = call.body.get("translations", [])
    if not given:
        raise wrong("translations", "This field is required.")
    for code in (one.get("language_code") for one in given):
        if code not in languages:
            said = f"No other shop speaks {code}." if code else "This field is required."
            raise wrong("translations.language_code", said)
    return given
