"""The last runs of the main display, what each changed, and one beside what was there before (issue 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone

from accounts.jobs.schedule import SEOUL
from accounts.models import Shop
from catalog.queries import ProductRow
from pro.display_reasons import why
from pro.models import DisplayAreaKind, DisplayFailure, DisplayRun
from pro.queries.display import Shown, category_names, product_rows, reasons_of

RUNS_SHOWN: Final = 30
SLOT_FORMAT: Final = "%Y%m%d%H"


@dataclass(frozen=True, slots=True)
class Difference:
    """How an area's list differs from what it showed before, in numbers of products."""

    came: int = 0
    left: int = 0
    up: int = 0
    down: int = 0
    has_stayed: bool = False

    @property
    def is_same(self) -> bool:
        return not (self.came or self.left or self.up or self.down)


@dataclass(frozen=True, slots=True)
class AreaChange:
    """A cell of the list: what a run did to one area."""

    kind: str
    name: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A line of the list: one slot with its areas, or the slot that failed."""

    slot_at: dt.datetime
    changes: list[AreaChange] = field(default_factory=list)
    is_failed: bool = False

    @property
    def key(self) -> str:
        return slot_key(self.slot_at)

    @property
    def is_same(self) -> bool:
        return all(change.difference.is_same for change in self.changes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An area before and after; `is_by_hand`: what was there before is not what the run before had left."""

    run: DisplayRun
    name: str
    difference: Difference
    before: list[Shown]
    after: list[Shown]
    is_by_hand: bool = False

    @property
    def kind_label(self) -> str:
        return str(DisplayAreaKind(self.run.kind).label)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The runs on either side of one, by key; empty at the ends."""

    older: DisplayRun | None
    newer: DisplayRun | None

    @property
    def older_key(self) -> str:
        return slot_key(self.older.slot_at) if self.older else ""

    @property
    def newer_key(self) -> str:
        return slot_key(self.newer.slot_at) if self.newer else ""


def slot_key(slot: dt.datetime) -> str:
    """A slot as addresses name it: its hour in Seoul."""
    return slot.astimezone(SEOUL).strftime(SLOT_FORMAT)


def slot_of(key: str) -> dt.datetime | None:
    """The slot that an address names, or None."""
    if len(key) != len("YYYYMMDDHH"):
        return None
    try:
        return timezone.make_aware(dt.datetime.strptime(key, SLOT_FORMAT), SEOUL)  # noqa: DTZ007 - made aware here
    except ValueError:
        return None


def last_runs(mall_id: int, shop_no: int) -> list[SlotRow]:
    """The last runs of a shop, newest first, with the failed ones among them; three queries."""
    runs = list(DisplayRun.objects.filter(shop_no=shop_no).defer("reasons").order_by("-slot_at", "main_category_id"))
    names = category_names({run.main_category_id for run in runs})
    rows: dict[dt.datetime, SlotRow] = {}
    for run in runs:
        row = rows.setdefault(run.slot_at, SlotRow(run.slot_at))
        name = names.get(run.main_category_id, run.get_kind_display())
        row.changes.append(AreaChange(run.kind, name, difference(run.before, run.products)))
    failures = DisplayFailure.objects.open().filter(mall_id=mall_id).order_by("-slot_at")
    for slot in failures.values_list("slot_at", flat=True)[:RUNS_SHOWN]:
        rows.setdefault(slot, SlotRow(slot, is_failed=True))
    return sorted(rows.values(), key=lambda row: row.slot_at, reverse=True)[:RUNS_SHOWN]


def kinds_in(rows: Iterable[SlotRow]) -> list[DisplayAreaKind]:
    """The areas that a list has columns for, in the order of the guide."""
    found = {change.kind for row in rows for change in row.changes}
    return [kind for kind in DisplayAreaKind if kind in found]


def runs_at(slot: dt.datetime, shop_no: int) -> list[DisplayRun]:
    """What one slot did to the areas of a shop, in the order of the guide; one query."""
    return in_order(DisplayRun.objects.filter(slot_at=slot, shop_no=shop_no))


def in_order(runs: Iterable[DisplayRun]) -> list[DisplayRun]:
    """Areas in the order of the guide."""
    order = list(DisplayAreaKind.values)
    return sorted(runs, key=lambda run: order.index(run.kind))


def neighbours(slot: dt.datetime, shop_no: int) -> Neighbours:
    """The runs before and after a slot; two queries."""
    runs = DisplayRun.objects.filter(shop_no=shop_no).defer("reasons")
    return Neighbours(
        older=runs.filter(slot_at__lt=slot).order_by("-slot_at").first(),
        newer=runs.filter(slot_at__gt=slot).order_by("slot_at").first(),
    )


def comparisons(runs: Sequence[DisplayRun], shop: Shop, *, older_slot: dt.datetime | None) -> list[Comparison]:
    """Each area before and after, product by product; three queries, two without an older slot."""
    names = category_names([run.main_category_id for run in runs])
    rows = product_rows(shop.shop_no, {one for run in runs for one in (*run.before, *run.products)})
    left_by_older = {}
    if older_slot is not None:
        older = DisplayRun.objects.filter(slot_at=older_slot, shop_no=shop.shop_no).exclude(products=[])
        left_by_older = dict(older.values_list("main_category_id", "products"))
    return [
        Comparison(
            run=run,
            name=names.get(run.main_category_id, run.get_kind_display()),
            difference=difference(run.before, run.products),
            before=_before(run, rows),
            after=_after(run, rows, shop),
            is_by_hand=left_by_older.get(run.main_category_id, run.before) != run.before,
        )
        for run in runs
    ]


def difference(before: Sequence[int], after: Sequence[int]) -> Difference:
    """How many products came, left, and stand further up or down; an empty list after: the area stayed as it was."""
    if not after:
        return Difference(has_stayed=True)
    moves = [_move(place, was_at) for place, was_at in _places(before, after).values()]
    left = len(set(before) - set(after))
    return Difference(moves.count("new"), left, moves.count("up"), moves.count("down"))


def _places(before: Sequence[int], after: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Each product's place from 1, and where it was; 0: it was not there."""
    was = {product_id: place for place, product_id in enumerate(before, start=1)}
    return {product_id: (place, was.get(product_id, 0)) for place, product_id in enumerate(after, start=1)}


def _move(place: int, was_at: int) -> str:
    if not was_at:
        return "new"
    return "same" if place == was_at else "up" if place < was_at else "down"


def _before(run: DisplayRun, rows: dict[int, ProductRow]) -> list[Shown]:
    stays = set(run.products or run.before)
    return [
        Shown(place, product_id, rows.get(product_id), move="" if product_id in stays else "gone")
        for place, product_id in enumerate(run.before, start=1)
    ]


def _after(run: DisplayRun, rows: dict[int, ProductRow], shop: Shop) -> list[Shown]:
    reasons = reasons_of(run)
    return [
        Shown(
            place=place,
            product_id=product_id,
            row=rows.get(product_id),
            why=why(run.kind, reasons[product_id], shop),
            is_pinned="rank" not in reasons[product_id],
            move=_move(place, was_at),
            was_at=was_at,
        )
        for product_id, (place, was_at) in _places(run.before, run.products).items()
    ]
