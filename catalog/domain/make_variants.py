"""Make a product's variants from its options: those that stay keep their stock and price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from catalog.domain.options import Option, combinations, earlier_values
from catalog.models import Product, Variant

ASIDE = 10_000  # places move through here, because a place is unique at every moment


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a combination that is new starts with."""

    tracks_stock: bool = False
    stock: int = 0


def make_variants(product: Product, before: Sequence[Option], after: Sequence[Option], shelf: Shelf) -> None:
    """Bring the variants of a locked product in line with its options `after`; `before` are those it had.

    A combination that stays, also under a value's new name, keeps its row: stock, additional price, carts and orders.
    A new one gets what `shelf` says. One that is no longer there goes, and with it its place in carts.
    """
    earlier = earlier_values(before, after) if len(before) == len(after) else None
    rows = list(Variant.objects.select_for_update().filter(product=product).order_by("pk"))
    by_values = {tuple(row.option_values): row for row in rows} if earlier is not None else {}
    wanted = combinations(after)
    kept: dict[tuple[str, ...], Variant] = {}
    for values in wanted:
        row = by_values.get(tuple(names.get(value, "") for names, value in zip(earlier or [], values, strict=False)))
        if row is not None:
            kept[values] = row
    stay = {row.pk for row in kept.values()}
    gone = Variant.objects.filter(product=product).exclude(pk__in=stay)
    gone.delete()
    Variant.objects.filter(product=product).update(position=F("position") + ASIDE)
    _place(product, wanted, kept, shelf)


def first_variants(product: Product, options: Sequence[Option], shelf: Shelf) -> list[Variant]:
    """Make the variants of a product that is new, in the order of their places."""
    return _place(product, combinations(options), {}, shelf)


def _place(
    product: Product, wanted: list[tuple[str, ...]], kept: dict[tuple[str, ...], Variant], shelf: Shelf
) -> list[Variant]:
    moved: list[Variant] = []
    new: list[Variant] = []
    for position, values in enumerate(wanted):
        row = kept.get(values)
        if row is None:
            new.append(
                Variant(
                    product=product,
                    position=position,
                    option_values=list(values),
                    tracks_stock=shelf.tracks_stock,
                    stock=shelf.stock,
                )
            )
        else:
            row.position, row.option_values = position, list(values)
            moved.append(row)
    Variant.objects.bulk_update(moved, ["position", "option_values"], batch_size=200)
    return Variant.objects.bulk_create(new)
