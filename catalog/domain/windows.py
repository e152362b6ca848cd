"""Keep the window counters: add the hours that came, take away what left each window (design 9, Cost).

Everything here works on a batch of malls inside `tenancy.malls(ids)`, as role batch. A mall's mark is locked before its
rows are read: the fold, which adds late events to counted hours, waits meanwhile, so no event is lost or counted twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connections

from accounts.statements import filled
from catalog.models import WindowMark
from catalog.models.windows import COLUMNS, DAYS_OF_WINDOW, FIGURES, WINDOWS

SEOUL: Final = ZoneInfo("Asia/Seoul")
LONGEST_STEP: Final = dt.timedelta(hours=24)  # further apart, counters are worked out anew; hours are kept for 72
ONE_DAY: Final = dt.timedelta(hours=24)

# `moves` are rows of figures with a factor per window: 1 comes in, -1 leaves, 0 has no part in it.
PARTS: Final = {
    "figures": ", ".join(FIGURES),
    "columns": ", ".join(COLUMNS),
    "factors": ", ".join(f"in_{window}" for window in WINDOWS),
    "sums": ", ".join(f"sum({figure} * in_{window})" for window in WINDOWS for figure in FIGURES),
    "added": ",\n  ".join(f"{name} = counter.{name} + excluded.{name}" for name in COLUMNS),
}
ADD: Final = """
INSERT INTO catalog_productwindow AS counter (mall_id, shop_no, product_id, {columns})
SELECT mall_id, shop_no, product_id, {sums} FROM moves GROUP BY mall_id, shop_no, product_id
ON CONFLICT (mall_id, shop_no, product_id) DO UPDATE SET
  {added}
"""
ADVANCE: Final = """
WITH mark AS (
  SELECT mall_id, counted_through AS since, (counted_through AT TIME ZONE 'Asia/Seoul')::date AS since_day
  FROM catalog_windowmark WHERE mall_id = ANY(%(malls)s)
), moves (mall_id, shop_no, product_id, {factors}, {figures}) AS (
  -- full hours that are new: into every window
  SELECT mall_id, shop_no, product_id, 1, 1, 1, 1, {figures}
  FROM catalog_productstathour JOIN mark USING (mall_id)
  WHERE hour_at >= %(oldest)s AND hour_at < %(slot)s AND hour_at >= since
UNION ALL
  -- hours that are 24 hours old now
  SELECT mall_id, shop_no, product_id, -1, 0, 0, 0, {figures}
  FROM catalog_productstathour JOIN mark USING (mall_id)
  WHERE hour_at >= %(oldest)s - interval '24 hours' AND hour_at < %(slot)s - interval '24 hours'
    AND hour_at >= since - interval '24 hours'
UNION ALL
  -- days that left a window at midnight
  SELECT mall_id, shop_no, product_id, 0, -(days = 7)::int, -(days = 30)::int, -(days = 90)::int, {figures}
  FROM catalog_productstatday JOIN mark USING (mall_id) CROSS JOIN (VALUES (7), (30), (90)) AS length (days)
  WHERE day = ANY(%(leaving)s::date[]) AND day >= since_day - days AND day < %(today)s::date - days
)
"""
WORK_OUT: Final = """
WITH moves (mall_id, shop_no, product_id, {factors}, {figures}) AS (
  SELECT mall_id, shop_no, product_id, 1, 0, 0, 0, {figures}
  FROM catalog_productstathour
  WHERE mall_id = ANY(%(malls)s) AND hour_at >= %(slot)s - interval '24 hours' AND hour_at < %(slot)s
UNION ALL
  SELECT mall_id, shop_no, product_id, 0, 1, 1, 1, {figures}
  FROM catalog_productstathour
  WHERE mall_id = ANY(%(malls)s) AND hour_at >= %(midnight)s AND hour_at < %(slot)s
UNION ALL
  SELECT mall_id, shop_no, product_id, 0, (day >= %(today)s::date - 7)::int, (day >= %(today)s::date - 30)::int, 1,
         {figures}
  FROM catalog_productstatday
  WHERE mall_id = ANY(%(malls)s) AND day >= %(today)s::date - 90 AND day < %(today)s::date
)
"""
LATE: Final = """
WITH moves (mall_id, shop_no, product_id, {factors}, {figures}) AS (
  SELECT mall, shop, product, in_24h, in_7d, in_30d, in_90d, views, visits, cart_adds, 0, 0
  FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[],
              %s::bigint[], %s::bigint[], %s::bigint[])
       AS late (mall, shop, product, in_24h, in_7d, in_30d, in_90d, views, visits, cart_adds)
)
"""
FORGET: Final = "DELETE FROM catalog_productwindow WHERE mall_id = ANY(%(malls)s)"
FORGET_MARKS: Final = "DELETE FROM catalog_windowmark WHERE mall_id = ANY(%(malls)s)"
MARKS: Final = "SELECT mall_id, counted_through FROM catalog_windowmark WHERE mall_id = ANY(%s) ORDER BY mall_id "


def adding(moves: str) -> str:
    """A statement that adds moves to the counters."""
    return filled(moves + ADD, **PARTS)


def lock_marks(mall_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """Up to when each mall is counted, locked against the fold; malls without a mark are absent."""
    return _marks(mall_ids, "FOR UPDATE")


def hold_marks(mall_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """The same for the fold, several of which may hold a mark at once: no refresh counts in between."""
    return _marks(mall_ids, "FOR SHARE")


def advance_windows(mall_ids: Sequence[int], slot: dt.datetime) -> None:
    """Bring the counters of a batch of malls to a full hour; those that stand there or later are left alone.

    A mall without a mark, or with one that is more than 24 hours behind, is worked out anew from day and hour rows.
    """
    marks = lock_marks(mall_ids)
    behind = {mall_id: since for mall_id, since in marks.items() if since < slot}
    near = sorted(mall_id for mall_id, since in behind.items() if slot - since <= LONGEST_STEP)
    if near:
        oldest = min(behind[mall_id] for mall_id in near)
        _execute(adding(ADVANCE), {"malls": near, "slot": slot, "oldest": oldest} | _days(oldest, slot))
        _set_marks(near, slot)
    anew = sorted(set(mall_ids) - set(marks)) + sorted(set(behind) - set(near))
    if anew:
        work_out_windows(anew, slot)


def work_out_windows(mall_ids: Sequence[int], slot: dt.datetime) -> None:
    """Forget the counters of these malls and work them out from day and hour rows, as of a full hour."""
    rows = [WindowMark(mall_id=mall_id, counted_through=slot) for mall_id in mall_ids]
    WindowMark.objects.using("batch").bulk_create(rows, ignore_conflicts=True)
    lock_marks(mall_ids)
    _execute(FORGET, {"malls": list(mall_ids)})
    _execute(adding(WORK_OUT), {"malls": list(mall_ids)} | as_of(slot))
    _set_marks(mall_ids, slot)


def forget_windows(mall_ids: Sequence[int]) -> None:
    """Keep no counters for these malls any more; the fold passes them by from now on."""
    lock_marks(mall_ids)
    _execute(FORGET, {"malls": list(mall_ids)})
    _execute(FORGET_MARKS, {"malls": list(mall_ids)})


def add_late(marks: dict[int, dt.datetime], hours: dict[tuple[int, ...], list[int]]) -> None:
    """Add events of hours that are counted: key (mall, shop, product, hour since 1970) -> views, visits, cart adds.

    `marks` are those that the fold holds. An hour that is not counted yet is left to the next refresh.
    """
    rows = []
    for (mall_id, shop_no, product_id, hour), figures in sorted(hours.items()):
        mark = marks.get(mall_id)
        at = dt.datetime.fromtimestamp(hour * 3600, dt.UTC)
        if mark is not None and at < mark:
            rows.append((mall_id, shop_no, product_id, *factors(at, mark), *figures))
    if rows:
        _execute(adding(LATE), [list(values) for values in zip(*rows, strict=True)])


def factors(at: dt.datetime, mark: dt.datetime) -> tuple[int, ...]:
    """For each window that ends at the mark, whether a counted hour lies in it (1) or not (0)."""
    today = mark.astimezone(SEOUL).date()
    day = at.astimezone(SEOUL).date()
    in_days = (int(day >= today - dt.timedelta(days=days)) for days in DAYS_OF_WINDOW.values())
    return (int(at >= mark - ONE_DAY), *in_days)


def as_of(slot: dt.datetime) -> dict[str, Any]:
    """What WORK_OUT asks of a slot: itself, its day in Seoul, and where that day began."""
    local = slot.astimezone(SEOUL)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"slot": slot, "today": local.date(), "midnight": midnight}


def _days(oldest: dt.datetime, slot: dt.datetime) -> dict[str, Any]:
    """The day of the slot, and the days that leave some window on the way there."""
    today = slot.astimezone(SEOUL).date()
    passed = [oldest.astimezone(SEOUL).date()]
    while passed[-1] < today:
        passed.append(passed[-1] + dt.timedelta(days=1))
    leaving = {day - dt.timedelta(days=days) for day in passed[:-1] for days in DAYS_OF_WINDOW.values()}
    return {"today": today, "leaving": sorted(leaving)}


def _marks(mall_ids: Iterable[int], lock: str) -> dict[int, dt.datetime]:
    with connections["batch"].cursor() as cursor:
        cursor.execute(MARKS + lock, [sorted(set(mall_ids))])
        return dict(cursor.fetchall())


def _set_marks(mall_ids: Sequence[int], slot: dt.datetime) -> None:
    WindowMark.objects.using("batch").filter(mall_id__in=mall_ids).update(counted_through=slot)


def _execute(statement: str, values: Any) -> None:
    with connections["batch"].cursor() as cursor:
        cursor.execute(statement, values)
