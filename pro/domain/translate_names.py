"""Translate names of categories and of main page sections, each once per language (screens.md 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.categories import change_category
from catalog.domain.main_categories import change_main_category
from catalog.domain.write_translation import shortened
from catalog.models import Category, MainCategory
from pro.domain.queue_translations import Target
from pro.domain.store_translation import count_usage
from pro.models import NameTranslation
from pro.translation.engines.base import Engine, EngineError, EngineFailed, Text
from pro.translation.markup import has_words

NAME_LENGTH: Final = 50
# A section of an overseas shop that somebody named in the base shop's script is not in the shop's language yet.
SCRIPTS: Final = {"ko": re.compile("[가-힣]"), "ja": re.compile("[ぁ-ゖァ-ヺ]")}
Kind = NameTranslation.Kind


@dataclass(frozen=True, slots=True)
class _Name:
    kind: NameTranslation.Kind
    object_id: int
    text: str


def translate_names(target: Target, engine: Engine) -> EngineError | None:
    """Translate the names that have none yet in a language; answers why it ended early, if it did.

    What a merchant named per shop stays; it is looked at again under the lock. A request that fails leaves its names
    for the next day.
    """
    with tenancy.step():
        _fill_younger_shops(target)
        names = list(_wanted(target))
    for start in range(0, len(names), engine.most_texts):
        group = names[start : start + engine.most_texts]
        texts = [Text(name.text) for name in group]
        try:
            said = engine.translate(texts, target.source, target.language)
        except EngineFailed:
            continue
        except EngineError as error:
            return error
        with tenancy.step():
            count_usage(engine.name, target, sum(len(name.text) for name in group), 1)
            for name, text in zip(group, said, strict=True):
                if text.strip():
                    _write(name, shortened(text.strip(), NAME_LENGTH), target)
    return None


def _wanted(target: Target) -> Iterator[_Name]:
    known = set(NameTranslation.objects.filter(language=target.language).values_list("kind", "object_id"))
    for category in Category.objects.order_by("pk"):
        is_named = all(category.names.get(str(number)) for number in target.shop_numbers)
        if not is_named and (Kind.CATEGORY, category.pk) not in known and has_words(category.name):
            yield _Name(Kind.CATEGORY, category.pk, category.name)
    script = SCRIPTS.get(target.source)
    for section in MainCategory.objects.filter(shop_no__in=target.shop_numbers).order_by("pk"):
        if script and script.search(section.name) and (Kind.MAIN_CATEGORY, section.pk) not in known:
            yield _Name(Kind.MAIN_CATEGORY, section.pk, section.name)


def _write(name: _Name, text: str, target: Target) -> None:
    if name.kind == Kind.CATEGORY:
        _write_category(name.object_id, text, list(target.shops))
    else:
        section = MainCategory.objects.select_for_update().filter(pk=name.object_id, name=name.text).first()
        if section is not None:
            change_main_category(section.pk, {"name": text}, actor=Actor.system())
    NameTranslation.objects.get_or_create(
        kind=name.kind, object_id=name.object_id, language=target.language, defaults={"text": text}
    )


def _write_category(category_id: int, text: str, shops: list[Shop]) -> None:
    category = Category.objects.select_for_update().filter(pk=category_id).first()
    if category is None:
        return
    own = {str(shop.shop_no): text for shop in shops} | {no: name for no, name in category.names.items() if name}
    change_category(
        category.pk, name=category.name, names=own, is_displayed=category.is_displayed, actor=Actor.system()
    )


def _fill_younger_shops(target: Target) -> None:
    """A shop that was opened after its language's names were translated gets them as they are."""
    for known in NameTranslation.objects.filter(language=target.language, kind=Kind.CATEGORY):
        younger = [shop for shop in target.shops if shop.created_at > known.translated_at]
        category = Category.objects.filter(pk=known.object_id).first() if younger else None
        if category and any(str(shop.shop_no) not in category.names for shop in younger):
            _write_category(known.object_id, known.text, younger)
