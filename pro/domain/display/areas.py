"""Which main categories are areas of PRO, and how many products each shows (R3.73, R3.74, R9.18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.models import MainCategory
from pro.models import DisplayAreaKind, DisplayStartCount

NAMES: Final[dict[str, tuple[str, ...]]] = {
    DisplayAreaKind.NEW: ("신상품", "New Arrival", "New Arrivals", "新商品"),
    DisplayAreaKind.RECOMMENDED: ("추천상품", "Recommended", "Main Recommendations", "おすすめ商品"),
    DisplayAreaKind.BEST: ("베스트상품", "Best", "Best Sellers", "ベスト商品"),
    DisplayAreaKind.TREND: ("트렌드상품", "Trend", "Trending", "トレンド商品"),
}


def _plain(name: str) -> str:
    """A name without white space and case; nothing else is ignored (R9.18)."""
    return "".join(name.split()).casefold()


_KINDS: Final = {_plain(name): kind for kind, names in NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area that runs: a main category of a shop with at least one slot. `turn` counts from 1 in display order."""

    mall_id: int
    shop_no: int
    category_id: int
    kind: str
    turn: int
    slots: int
    sold_out_last: bool


def kind_of(name: str) -> str | None:
    """The area that a main category's name stands for, in any of the three languages; None: PRO leaves it alone."""
    return _KINDS.get(_plain(name))


def recognised_categories(*, locked: bool = False) -> list[MainCategory]:
    """The open mall's main categories that have a recognised name, in all shops, by shop and display group."""
    rows = MainCategory.objects.order_by("shop_no", "display_group")
    found = [category for category in rows if kind_of(category.name)]
    if not locked:
        return found
    ids = [category.pk for category in found]
    again = MainCategory.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return sorted(again, key=lambda category: (category.shop_no, category.display_group))


def areas_of(mall_ids: Sequence[int]) -> list[AreaRow]:
    """All areas of a batch of malls, by mall, shop and display group; two queries as role batch.

    Of two displayed categories recognised as one area the first by display group runs; one with no slots does not run.
    """
    counts = dict(DisplayStartCount.objects.filter(mall_id__in=mall_ids).values_list("main_category_id", "count"))
    categories = MainCategory.objects.filter(mall_id__in=mall_ids, is_displayed=True).order_by(
        "mall_id", "shop_no", "display_group"
    )
    return list(_numbered(categories, counts))


def _numbered(categories: Iterable[MainCategory], counts: dict[int, int]) -> Iterable[AreaRow]:
    taken: dict[tuple[int, int], list[str]] = {}
    for category in categories:
        kind = kind_of(category.name)
        kinds = taken.setdefault((category.mall_id, category.shop_no), [])
        slots = category.display_count if category.display_count is not None else counts.get(category.pk, 0)
        if kind is None or kind in kinds:
            continue
        kinds.append(kind)
        if slots:
            yield AreaRow(
                mall_id=category.mall_id,
                shop_no=category.shop_no,
                category_id=category.pk,
                kind=kind,
                turn=len(kinds),
                slots=slots,
                sold_out_last=category.sold_out == MainCategory.SoldOut.TO_THE_END,
            )
