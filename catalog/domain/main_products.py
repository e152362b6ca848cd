"""What a main category shows: add, order, pin and remove products."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal

from django.db import transaction

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.models import MainCategory, MainCategoryProduct, Product

MOST_PLACED: Final = 200
Where = Literal["before", "after"]


class TooManyPlaced(Exception):
    """A main category holds at most MOST_PLACED products."""


@transaction.atomic
def add_main_products(category_id: int, product_ids: Iterable[int], *, actor: Actor) -> int:
    """Add products at the end, newest first; those that are in it already and ids of no product are passed over.

    Answers how many were added. Raises MainCategory.DoesNotExist and TooManyPlaced: none is added then.
    """
    category = MainCategory.objects.select_for_update().get(pk=category_id)
    rows = placements_of(category)
    inside = {row.product_id for row in rows}
    wanted = Product.objects.filter(pk__in=set(product_ids) - inside).order_by("-pk").values_list("pk", "name")
    new = dict(wanted)
    if len(rows) + len(new) > MOST_PLACED:
        raise TooManyPlaced
    added = [
        MainCategoryProduct(main_category=category, product_id=product_id, position=len(rows) + place)
        for place, product_id in enumerate(new)
    ]
    MainCategoryProduct.objects.bulk_create(added)
    if added:
        _renumber(rows)
        _note(category, {}, {"added": list(new.values())}, actor)
    return len(added)


@transaction.atomic
def remove_main_product(category_id: int, product_id: int, *, actor: Actor) -> bool:
    """Take a product out of the section; False where it is not in it. Raises MainCategory.DoesNotExist."""
    category = MainCategory.objects.select_for_update().get(pk=category_id)
    rows = placements_of(category)
    gone = next((row for row in rows if row.product_id == product_id), None)
    if gone is None:
        return False
    name = gone.product.name
    MainCategoryProduct.objects.filter(pk=gone.pk).delete()
    _renumber([row for row in rows if row.pk != gone.pk])
    _note(category, {"removed": name}, {}, actor)
    return True


@transaction.atomic
def pin_main_product(category_id: int, product_id: int, *, is_pinned: bool, actor: Actor) -> bool:
    """Pin a product to its place, where automatic display leaves it, or let it go; False where nothing changed.

    Raises MainCategory.DoesNotExist.
    """
    category = MainCategory.objects.select_for_update().get(pk=category_id)
    rows = MainCategoryProduct.objects.filter(main_category=category, product_id=product_id, is_pinned=not is_pinned)
    row = rows.select_related("product").first()
    if row is None:
        return False
    MainCategoryProduct.objects.filter(pk=row.pk).update(is_pinned=is_pinned)
    _note(category, {}, {"pinned" if is_pinned else "unpinned": row.product.name}, actor)
    return True


@transaction.atomic
def move_main_product(category_id: int, product_id: int, index: int, *, actor: Actor) -> None:
    """Put a product at a place from 0; beyond the ends is the nearest end; no product of the section: nothing.

    Raises MainCategory.DoesNotExist.
    """
    category = MainCategory.objects.select_for_update().get(pk=category_id)
    rows = placements_of(category)
    before = next((place for place, row in enumerate(rows) if row.product_id == product_id), None)
    if before is None:
        return
    moved = rows.pop(before)
    after = max(0, min(index, len(rows)))
    rows.insert(after, moved)
    _renumber(rows)
    if before != after:
        name = moved.product.name
        _note(category, {"place": f"{name}: {before + 1}"}, {"place": f"{name}: {after + 1}"}, actor)


@transaction.atomic
def arrange_main_products(
    category_id: int, product_ids: Sequence[int], pinned_ids: Collection[int] | None = None, *, actor: Actor
) -> bool:
    """Put products of a section first, in this order, and the others behind them as they were.

    `pinned_ids`: exactly these are pinned from now on; None leaves the pins as they are. Ids that are not in the
    section are passed over. False where nothing changed. Raises MainCategory.DoesNotExist.
    """
    category = MainCategory.objects.select_for_update().get(pk=category_id)
    rows = placements_of(category)
    wanted = {product_id: place for place, product_id in enumerate(dict.fromkeys(product_ids))}
    arranged = sorted(rows, key=lambda row: wanted.get(row.product_id, len(wanted)))
    repinned = [] if pinned_ids is None else [row for row in rows if row.is_pinned != (row.product_id in pinned_ids)]
    if arranged == rows and not repinned:
        return False
    before = _arrangement(rows)
    for row in repinned:
        row.is_pinned = not row.is_pinned
    MainCategoryProduct.objects.bulk_update(repinned, ["is_pinned"])
    _renumber(arranged)
    was, became = changes(before, _arrangement(arranged))
    _note(category, was, became, actor)
    return True


def _arrangement(rows: Sequence[MainCategoryProduct]) -> dict[str, object]:
    return {
        "order": [row.product.name for row in rows],
        "pinned": [row.product.name for row in rows if row.is_pinned],
    }


def place_main_product(category_id: int, product_id: int, target_id: int, where: Where, *, actor: Actor) -> None:
    """Put a product before or after another one of the section. Raises MainCategory.DoesNotExist."""
    category = MainCategory.objects.get(pk=category_id)
    others = [row.product_id for row in placements_of(category) if row.product_id != product_id]
    if target_id in others:
        move_main_product(category_id, product_id, others.index(target_id) + (where == "after"), actor=actor)


def placements_of(category: MainCategory) -> list[MainCategoryProduct]:
    """What the section holds, in order, each with its product."""
    return list(category.placements.select_related("product").order_by("position", "-product"))


def _renumber(rows: Sequence[MainCategoryProduct]) -> None:
    changed = [row for place, row in enumerate(rows) if row.position != place]
    for place, row in enumerate(rows):
        row.position = place
    MainCategoryProduct.objects.bulk_update(changed, ["position"])


def _note(category: MainCategory, before: dict[str, object], after: dict[str, object], actor: Actor) -> None:
    record("main_category.products_changed", category, actor=actor, before=before, after=after)
    forget_mall_pages()
