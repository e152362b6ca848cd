"""How the products of each area did before PRO displayed them and since, from the day rows of the statistics (issue 5).

Before: what the merchant had in an area when PRO changed it first. Since: what the area showed on each day. The day on
which the service began, and today, are in neither: they are not whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from accounts.jobs.schedule import SEOUL
from accounts.models import Mall, Shop
from pro.display_reasons import figure
from pro.models import DisplayAreaDay, DisplayAreaKind, DisplayService
from pro.queries.display import category_names

MOST_DAYS: Final = 28  # on either side
FEWEST_DAYS: Final = 7
STATISTICS_DAYS: Final = 90  # whole days that are kept for sure
FIGURES: Final = ("views", "conversion", "revenue_per_visit")
COUNTS: Final = ("views", "visits", "sales", "revenue_minor")
# Products and both ends of the days stand beside the partitioned table itself: the join alone would read the whole
# shop, and an open end every partition.
STATEMENT: Final = """
WITH placed AS (
  SELECT main_category_id, day, unnest(products) AS product_id FROM pro_displayareaday
  WHERE mall_id = %(mall)s AND shop_no = %(shop)s AND NOT is_before AND day > %(start)s AND day <= %(last)s
UNION ALL
  SELECT main_category_id, day::date, unnest(products)
  FROM (
    SELECT DISTINCT ON (main_category_id) main_category_id, products FROM pro_displayareaday
    WHERE mall_id = %(mall)s AND shop_no = %(shop)s AND is_before AND day >= %(start)s
    ORDER BY main_category_id, day
  ) chosen
  CROSS JOIN generate_series(%(first)s::date, %(start)s::date - 1, interval '1 day') AS day
)
SELECT main_category_id, day, sum(views), sum(visits), sum(sales), sum(revenue_minor)
FROM placed JOIN catalog_productstatday stat USING (product_id, day)
WHERE stat.mall_id = %(mall)s AND stat.shop_no = %(shop)s
  AND stat.product_id = ANY(ARRAY(SELECT product_id FROM placed)) AND stat.day >= %(first)s AND stat.day <= %(last)s
GROUP BY main_category_id, day
"""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are compared: whole days before the service began, and whole days since; either may be none."""

    start: dt.date
    before: list[dt.date]
    after: list[dt.date]

    @property
    def is_enough(self) -> bool:
        return min(len(self.before), len(self.after)) >= FEWEST_DAYS


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day of an area; `counts` as in the statistics, revenue in minor units."""

    day: dt.date
    is_before: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AreaEffect:
    """An area's days, oldest first. `has_before`: it is known what it showed before PRO."""

    pk: int
    name: str
    kind: str
    has_before: bool
    days: list[DayFigures] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return str(DisplayAreaKind(self.kind).label)

    @property
    def has_visits(self) -> bool:
        """Whether there were visits on both sides, without which no rate can be compared."""
        return all(self.total("visits", is_before=side) for side in (True, False))

    def total(self, name: str, *, is_before: bool) -> int:
        return sum(day.counts[name] for day in self.days if day.is_before == is_before)

    def average(self, name: str, *, is_before: bool) -> float:
        """A figure of one side: views per day, rates of all its days together (revenue in minor units)."""
        counts = {one: self.total(one, is_before=is_before) for one in COUNTS}
        days = sum(day.is_before == is_before for day in self.days)
        return counts["views"] / days if name == "views" and days else figure(name, counts)


def span_of(service: DisplayService, mall: Mall, today: dt.date) -> Span | None:
    """The days to compare: at most 28 on each side, none before the mall was there; None: it has not begun."""
    if service.started_at is None:
        return None
    start = service.started_at.astimezone(SEOUL).date()
    end = min(today, service.ended_at.astimezone(SEOUL).date()) if service.ended_at else today
    opened = mall.created_at.astimezone(SEOUL).date()
    oldest = max(opened + dt.timedelta(days=1), today - dt.timedelta(days=STATISTICS_DAYS))
    before = [day for day in _days(start - dt.timedelta(days=MOST_DAYS), start) if day >= oldest]
    after = [day for day in _days(start + dt.timedelta(days=1), end) if day >= oldest]
    return Span(start, before, after[-MOST_DAYS:])


def effects(shop: Shop, span: Span) -> list[AreaEffect]:
    """Each area of a shop with its days, in the order of the guide; three queries."""
    rows = DisplayAreaDay.objects.filter(shop_no=shop.shop_no, day__gte=span.start).order_by("day")
    kinds: dict[int, str] = {}
    with_before: set[int] = set()
    for pk, kind, is_before in rows.values_list("main_category_id", "kind", "is_before"):
        kinds[pk] = kind
        if is_before:
            with_before.add(pk)
    names = category_names(kinds)
    found = _counted(shop, span)
    order = list(DisplayAreaKind.values)
    return [
        AreaEffect(
            pk=pk,
            name=names.get(pk, str(DisplayAreaKind(kind).label)),
            kind=kind,
            has_before=pk in with_before,
            days=[
                DayFigures(day, is_before, found.get((pk, day), dict.fromkeys(COUNTS, 0)))
                for days, is_before in ((span.before, True), (span.after, False))
                for day in days
            ],
        )
        for pk, kind in sorted(kinds.items(), key=lambda one: order.index(one[1]))
    ]


def _counted(shop: Shop, span: Span) -> dict[tuple[int, dt.date], dict[str, int]]:
    first, last = min([*span.before, span.start]), max([*span.after, span.start])
    values: dict[str, Any] = {
        "mall": shop.mall_id,
        "shop": shop.shop_no,
        "start": span.start,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return {(pk, day): dict(zip(COUNTS, map(int, counts), strict=True)) for pk, day, *counts in cursor.fetchall()}


def _days(first: dt.date, end: dt.date) -> list[dt.date]:
    """From the first day up to the one before the end."""
    return [first + dt.timedelta(days=number) for number in range(max(0, (end - first).days))]
