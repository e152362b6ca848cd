"""Refresh the main displays of a batch of malls for one slot: count, rank, swap, in one transaction (design 9)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.db import InterfaceError, OperationalError, connections
from django.db.models import F
from django.utils import timezone
from psycopg2.errors import QueryCanceled

from accounts import tenancy
from accounts.jobs import PassingError
from accounts.models import Mall
from accounts.store_cache import forget_pages
from catalog.domain.living_malls import holding_malls
from catalog.domain.windows import SEOUL, advance_windows, as_of, lock_marks
from pro.domain.display.areas import AreaRow, areas_of
from pro.domain.display.books import keep_books, note_done, note_failure
from pro.domain.display.outage import is_outage
from pro.domain.display.ranking import ranking_into_runs, ranking_of_preview
from pro.models import DisplayRun, DisplayService

log = structlog.get_logger(__name__)

RUNS_KEPT: Final = 30
PREVIEW_MS: Final = 10_000
RUN_COLUMNS: Final = (
    "mall_id",
    "slot_at",
    "shop_no",
    "main_category_id",
    "kind",
    "slots",
    "is_distributed",
    "before",
    "products",
    "reasons",
)

# Row security hides from the planner how many rows a batch of malls has; it would look each one up by itself. What a
# batch offers (a few 10 MB) stays in memory instead of going through files.
PLAN_FOR_MANY: Final = (
    "SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off; "
    "SET LOCAL work_mem = '64MB'"
)
SWAP: Final = """
WITH area AS (
  SELECT mall_id, main_category_id, products FROM pro_displayrun
  WHERE slot_at = %(slot)s AND mall_id = ANY(%(malls)s) AND products <> '{}' AND products <> before
), gone AS (  -- a pin that has no place now keeps its row: it comes back with its product
  DELETE FROM catalog_maincategoryproduct placement USING area
  WHERE placement.mall_id = area.mall_id AND placement.main_category_id = area.main_category_id
    AND NOT is_pinned AND product_id <> ALL(products)
)
INSERT INTO catalog_maincategoryproduct AS placement (mall_id, main_category_id, product_id, position, is_pinned)
SELECT mall_id, main_category_id, product_id, number - 1, false
FROM area CROSS JOIN LATERAL unnest(products) WITH ORDINALITY AS placed (product_id, number)
ON CONFLICT (mall_id, main_category_id, product_id) DO UPDATE SET position = excluded.position
WHERE placement.position <> excluded.position
"""
HOLD_CONTRACTS: Final = """
SELECT id FROM pro_contract WHERE mall_id = ANY(%s) AND state = 'active' ORDER BY mall_id FOR SHARE
"""
FORGET_OLD: Final = """
DELETE FROM pro_displayrun run USING (
  SELECT mall_id, min(slot_at) AS oldest FROM (
    SELECT mall_id, slot_at, dense_rank() OVER (PARTITION BY mall_id ORDER BY slot_at DESC) AS number
    FROM pro_displayrun WHERE mall_id = ANY(%(malls)s)
  ) numbered WHERE number <= %(kept)s GROUP BY mall_id
) kept
WHERE run.mall_id = kept.mall_id AND run.slot_at < kept.oldest
"""


class PreviewTooSlow(Exception):
    """Working out the next update took longer than a page should wait."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh of some malls came to: how many were refreshed, changed and failed."""

    malls: int = 0
    changed: int = 0
    failed: int = 0

    def __add__(self, other: Refreshed) -> Refreshed:
        return Refreshed(self.malls + other.malls, self.changed + other.changed, self.failed + other.failed)


def refresh_malls(mall_ids: Sequence[int], slot: dt.datetime, *, is_patient: bool = True) -> Refreshed:
    """Refresh each of these malls whose service runs and that has not seen this slot or a later one.

    A mall that fails is found by halving, noted for staff and left as it was; the others go on (issue 5). Where the
    database is away nobody is to blame: PassingError is raised, and the job comes back for what is left. Not
    `is_patient`: a lost connection is looked into by halving too, for a mall may be what breaks it.
    """
    try:
        return _refresh_together(mall_ids, slot)
    except Exception as error:
        if is_outage(error) and (is_patient or not _is_reachable()):
            raise PassingError(f"The database is away: {error}") from error
        if len(mall_ids) > 1:
            middle = len(mall_ids) // 2
            halves = (mall_ids[:middle], mall_ids[middle:])
            return sum((refresh_malls(half, slot, is_patient=is_patient) for half in halves), Refreshed())
        log.exception("display_not_refreshed", mall_id=mall_ids[0], slot=slot.isoformat())
        note_failure(mall_ids[0], slot, error)
        return Refreshed(failed=1)


def _is_reachable() -> bool:
    """Whether the database answers on connections made anew."""
    try:
        for alias in ("default", "batch"):
            connections[alias].close_if_unusable_or_obsolete()
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return False
    return True


def preview(mall_id: int, slot: dt.datetime) -> list[DisplayRun]:
    """What the next slot would put where, from what is counted by now; unsaved rows, no area: none.

    The transaction is read only, so PostgreSQL itself refuses what would write. Raises PreviewTooSlow after some
    seconds: a page waits for it, and a busy server should not.
    """
    try:
        return _preview(mall_id, slot)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise PreviewTooSlow from error
        raise


def _preview(mall_id: int, slot: dt.datetime) -> list[DisplayRun]:
    with tenancy.malls([mall_id]), connections["batch"].cursor() as cursor:
        cursor.execute(f"SET TRANSACTION READ ONLY; {PLAN_FOR_MANY}; SET LOCAL statement_timeout = {PREVIEW_MS:d}")
        areas = areas_of([mall_id])
        if not areas:
            return []
        cursor.execute(ranking_of_preview(), parameters(areas, slot) | {"malls": [mall_id]})
        return [DisplayRun(**dict(zip(RUN_COLUMNS, _decoded(row), strict=True))) for row in cursor.fetchall()]


@contextmanager
def running_services(mall_ids: Sequence[int]) -> Iterator[list[int]]:
    """Those of the malls whose service runs; OFF, the contract's end or pause, and a mall's deletion wait for the end.

    So an OFF that came before is obeyed, and one that comes after finds a whole display (issue 5). Contracts are
    locked before services, as whoever ends a contract does.
    """
    with holding_malls(mall_ids) as living:
        with connections["default"].cursor() as cursor:
            cursor.execute(HOLD_CONTRACTS, [living])
        services = DisplayService.objects.running().filter(mall_id__in=living).order_by("mall_id")
        yield sorted(set(services.select_for_update(of=("self",)).values_list("mall_id", flat=True)))


def _refresh_together(mall_ids: Sequence[int], slot: dt.datetime) -> Refreshed:
    began = timezone.now()
    with running_services(mall_ids) as running:
        if not running:
            return Refreshed()
        starts = _starts(running, slot)
        with tenancy.malls(running):
            lock_marks(running)  # two refreshes of a mall: the second finds the first one's rows
            seen = DisplayRun.objects.filter(slot_at__gte=slot).values_list("mall_id", flat=True)
            due = sorted(set(running) - set(seen))
            changed = _refresh(due, slot) if due else []
            if due:
                keep_books(due, slot, began=began, starts={one: starts[one] for one in due if one in starts})
        note_done(running, slot)
        hosts = Mall.objects.filter(pk__in=changed).values_list("host", flat=True)
        forget_pages(list(hosts))
    return Refreshed(malls=len(due), changed=len(changed))


def _refresh(mall_ids: list[int], slot: dt.datetime) -> list[int]:
    """Count, rank, swap; the malls whose main page is another one now."""
    advance_windows(mall_ids, slot)
    areas = areas_of(mall_ids)
    if not areas:
        return []
    with connections["batch"].cursor() as cursor:
        cursor.execute(PLAN_FOR_MANY)
        cursor.execute(ranking_into_runs(), parameters(areas, slot))
        cursor.execute(SWAP, {"malls": mall_ids, "slot": slot})
        cursor.execute(FORGET_OLD, {"malls": mall_ids, "kept": RUNS_KEPT})
    runs = DisplayRun.objects.filter(slot_at=slot, mall_id__in=mall_ids).exclude(products=[])
    return sorted(set(runs.exclude(products=F("before")).values_list("mall_id", flat=True)))


def _starts(mall_ids: Sequence[int], slot: dt.datetime) -> dict[int, dt.date]:
    """Malls whose service never refreshed a display, with the day it began."""
    services = DisplayService.objects.running().filter(mall_id__in=mall_ids, refreshed_slot_at__isnull=True)
    return {
        mall_id: (started_at or slot).astimezone(SEOUL).date()
        for mall_id, started_at in services.values_list("mall_id", "started_at")
    }


def parameters(areas: Sequence[AreaRow], slot: dt.datetime) -> dict[str, Any]:
    """What the ranking asks for: the areas' columns and the slot."""
    names = ("mall_id", "shop_no", "category_id", "kind", "turn", "slots", "sold_out_last")
    return {name: [getattr(area, name) for area in areas] for name in names} | as_of(slot)


def _decoded(row: Sequence[Any]) -> Sequence[Any]:
    """jsonb comes as text from this cursor, where Django's own fields would read it."""
    *others, reasons = row
    return [*others, json.loads(reasons) if isinstance(reasons, str) else reasons]
