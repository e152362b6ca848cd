"""Main categories: the sections of a shop's main page. Add, change, order, delete (R3-J's places)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import Max

from accounts.audit import Actor, changes, record
from accounts.models import Shop
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from catalog.domain.display_keepers import keeper_of
from catalog.models import MainCategory

MOST_MAIN_CATEGORIES: Final = 30
FIRST_GROUP: Final = 2
# In the order of their display groups: the API's sample has recommendations at 2 and new arrivals at 3 (R9.18).
STANDARD: Final[dict[str, tuple[str, ...]]] = {
    Shop.Language.KOREAN: ("추천상품", "신상품", "베스트상품", "트렌드상품"),
    Shop.Language.ENGLISH: ("Recommended", "New Arrival", "Best", "Trend"),
    Shop.Language.JAPANESE: ("おすすめ商品", "新商品", "ベスト商品", "トレンド商品"),
}
CHANGEABLE: Final = (
    "name",
    "display_count",
    "sold_out",
    "is_displayed",
    "auto_display",
    "auto_sort",
    "auto_descending",
    "auto_period_days",
    "auto_hours",
    "auto_most",
)
Where = Literal["before", "after"]


class AutoDisplayKept(Exception):
    """The section's own automatic display cannot be switched on: somebody else fills the section (R3.60)."""


class TooManyMainCategories(Exception):
    """A shop has at most MOST_MAIN_CATEGORIES sections."""


@transaction.atomic
def add_main_category(name: str, *, shop_no: int, actor: Actor) -> MainCategory:
    """Add a section as the last one, under the next free `display_group` (from 2). Raises TooManyMainCategories."""
    existing = locked_main_categories(shop_no)
    if len(existing) >= MOST_MAIN_CATEGORIES:
        raise TooManyMainCategories
    last = MainCategory.objects.filter(shop_no=shop_no).aggregate(last=Max("display_group"))["last"]
    category = MainCategory(
        name=name,
        shop_no=shop_no,
        display_group=FIRST_GROUP if last is None else last + 1,
        position=len(existing),
    )
    category.save(force_insert=True)
    record("main_category.added", category, actor=actor, after={"name": name, "shop_no": shop_no})
    forget_mall_pages()
    return category


@transaction.atomic
def add_standard_main_categories(shop: Shop, *, actor: Actor) -> int:
    """Give a shop without sections the four standard ones, in its language; a second call adds none.

    Answers how many were added.
    """
    Shop.objects.select_for_update().get(pk=shop.pk)
    if MainCategory.objects.filter(shop_no=shop.shop_no).exists():
        return 0
    names = STANDARD[shop.language]
    for name in names:
        add_main_category(name, shop_no=shop.shop_no, actor=actor)
    return len(names)


@transaction.atomic
def change_main_category(category_id: int, values: Mapping[str, Any], *, actor: Actor) -> MainCategory:
    """Write the given ones of CHANGEABLE; `auto_hours` are full hours in Korea, 0 to 23.

    A call that changes nothing writes nothing. A section whose new name hands it to somebody else loses its own
    automatic display. Raises MainCategory.DoesNotExist, and AutoDisplayKept where that is asked for nevertheless.
    """
    category: MainCategory = MainCategory.objects.select_for_update().get(pk=category_id)
    before = {name: getattr(category, name) for name in CHANGEABLE}
    wanted = {name: values[name] for name in CHANGEABLE if name in values}
    if wanted.get("auto_display", category.auto_display) and keeper_of(wanted.get("name", category.name)):
        if wanted.get("auto_display") and not category.auto_display:
            raise AutoDisplayKept(category.pk)
        wanted["auto_display"] = False
    was, became = changes(before, wanted)
    if became:
        for name, value in became.items():
            setattr(category, name, value)
        category.save(update_fields=list(became))
        record("main_category.changed", category, actor=actor, before=was, after=became)
        forget_mall_pages()
    return category


@transaction.atomic
def move_main_category(category_id: int, index: int, *, actor: Actor) -> None:
    """Put a section at a place from 0; beyond the ends is the nearest end. Raises MainCategory.DoesNotExist."""
    shop_no = MainCategory.objects.values_list("shop_no", flat=True).get(pk=category_id)
    rows = locked_main_categories(shop_no)
    before = next(place for place, row in enumerate(rows) if row.pk == category_id)
    moved = rows.pop(before)
    after = max(0, min(index, len(rows)))
    rows.insert(after, moved)
    for place, row in enumerate(rows):
        row.position = place
    MainCategory.objects.bulk_update(rows, ["position"])
    if before != after:
        record(
            "main_category.moved", moved, actor=actor, before={"position": before + 1}, after={"position": after + 1}
        )
        forget_mall_pages()


def place_main_category(category_id: int, target_id: int, where: Where, *, actor: Actor) -> None:
    """Put a section before or after another one of its shop. Raises MainCategory.DoesNotExist."""
    target = MainCategory.objects.get(pk=target_id)
    rows = [row.pk for row in ordered(target.shop_no) if row.pk != category_id]
    if target_id in rows:
        move_main_category(category_id, rows.index(target_id) + (where == "after"), actor=actor)


@transaction.atomic
def delete_main_category(category_id: int, *, actor: Actor) -> None:
    """Take a section off the main page; its products stay products. Raises MainCategory.DoesNotExist."""
    category = MainCategory.objects.select_for_update().get(pk=category_id)
    record("main_category.deleted", category, actor=actor, before={"name": category.name})
    category.delete()
    forget_mall_pages()


def ordered(shop_no: int) -> list[MainCategory]:
    """A shop's sections in their order."""
    return list(MainCategory.objects.filter(shop_no=shop_no).order_by("position", "pk"))


def locked_main_categories(shop_no: int) -> list[MainCategory]:
    """The same, locked; the shop's row is locked first, so that two who add to an empty page meet as well."""
    Shop.objects.select_for_update().get(mall_id=current_mall_id(), shop_no=shop_no)
    rows = list(MainCategory.objects.select_for_update().filter(shop_no=shop_no).order_by("pk"))
    return sorted(rows, key=lambda row: (row.position, row.pk))
