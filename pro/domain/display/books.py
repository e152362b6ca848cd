"""What a refresh leaves behind besides the display: a line of Work status, what areas showed that day, failures.

Statements run as role batch in the transaction of the refresh, one for a whole batch of malls.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import tenancy
from catalog.domain.windows import SEOUL
from pro.models import MAIN_DISPLAY, Area, DisplayFailure, DisplayService, Operation, OperationRun

OBJECT_TYPE: Final = "maincategory"
DAYS_KEPT: Final = 92
MOST_NAMES: Final = 30

# A day's products are those of all its runs; an area that stays as it was showed what it had before.
NOTE_DAYS: Final = """
INSERT INTO pro_displayareaday AS noted (mall_id, main_category_id, shop_no, kind, day, is_before, products)
SELECT mall_id, main_category_id, shop_no, kind, %(today)s, false, CASE products WHEN '{}' THEN before ELSE products END
FROM pro_displayrun WHERE slot_at = %(slot)s AND mall_id = ANY(%(malls)s)
ON CONFLICT (mall_id, main_category_id, is_before, day) DO UPDATE
  SET products = ARRAY(SELECT unnest(noted.products) UNION SELECT unnest(excluded.products))
  WHERE NOT noted.products @> excluded.products
"""
NOTE_BEFORE: Final = """
INSERT INTO pro_displayareaday (mall_id, main_category_id, shop_no, kind, day, is_before, products)
SELECT run.mall_id, main_category_id, shop_no, kind, %(today)s, true, before
FROM pro_displayrun run
JOIN unnest(%(fresh)s::bigint[], %(started)s::date[]) AS fresh (mall_id, started_on) USING (mall_id)
WHERE slot_at = %(slot)s AND NOT EXISTS (
  SELECT FROM pro_displayareaday noted
  WHERE noted.mall_id = run.mall_id AND noted.main_category_id = run.main_category_id
    AND noted.is_before AND noted.day >= started_on
)
ON CONFLICT (mall_id, main_category_id, is_before, day) DO NOTHING
"""
NOTE_RUNS: Final = """
WITH area AS (
  SELECT mall_id, main_category_id, before, products, products <> '{}' AND products <> before AS is_changed
  FROM pro_displayrun WHERE slot_at = %(slot)s AND mall_id = ANY(%(malls)s)
), mall AS (
  SELECT mall_id, count(area.main_category_id) AS areas, count(*) FILTER (WHERE is_changed) AS changed
  FROM unnest(%(malls)s) AS refreshed (mall_id) LEFT JOIN area USING (mall_id)
  GROUP BY mall_id
), noted AS (
  INSERT INTO pro_operationrun AS run (mall_id, key, area, slot, state, finding, summary, error,
    total_items, done_items, changed_items, failed_items, planned_at, started_at, finished_at)
  SELECT mall_id, %(key)s, %(area)s, %(name)s, 'done', '{}',
         jsonb_build_object(
           'code', CASE WHEN areas = 0 THEN 'display_no_areas' WHEN changed = 0 THEN 'display_same'
                        ELSE 'display_changed' END,
           'values', jsonb_build_object('areas', areas, 'changed', changed)),
         '', changed, changed, changed, 0, %(slot)s, %(began)s, clock_timestamp()
  FROM mall
  ON CONFLICT (mall_id, key, slot) DO UPDATE
    SET state = 'done', summary = excluded.summary, error = '', total_items = excluded.total_items,
        done_items = excluded.done_items, changed_items = excluded.changed_items, failed_items = 0,
        started_at = excluded.started_at, finished_at = excluded.finished_at
  RETURNING mall_id, id
)
INSERT INTO pro_operationrunitem (mall_id, run_id, object_type, object_id, label, state, before, after, error)
SELECT noted.mall_id, noted.id, %(type)s, category.id, category.name, 'changed',
       jsonb_strip_nulls(jsonb_build_object('left', (
         SELECT jsonb_agg(name) FROM (
           SELECT name FROM catalog_product product
           WHERE product.mall_id = area.mall_id
             AND product.id = ANY(ARRAY(SELECT unnest(before) EXCEPT SELECT unnest(products)))
           ORDER BY array_position(before, product.id) LIMIT %(most)s
         ) gone
       ))),
       jsonb_strip_nulls(jsonb_build_object('came', (
         SELECT jsonb_agg(name) FROM (
           SELECT name FROM catalog_product product
           WHERE product.mall_id = area.mall_id
             AND product.id = ANY(ARRAY(SELECT unnest(products) EXCEPT SELECT unnest(before)))
           ORDER BY array_position(products, product.id) LIMIT %(most)s
         ) come
       ), 'moved', (
         SELECT nullif(count(*), 0) FROM unnest(products) WITH ORDINALITY AS now (id, place)
         WHERE array_position(before, now.id) <> place
       ))), ''
FROM noted
JOIN area ON area.mall_id = noted.mall_id AND is_changed
JOIN catalog_maincategory category ON category.mall_id = area.mall_id AND category.id = area.main_category_id
ON CONFLICT (mall_id, run_id, object_type, object_id) DO NOTHING
"""
FORGET_ITEMS: Final = """
DELETE FROM pro_operationrunitem item USING pro_operationrun run
WHERE run.mall_id = ANY(%(malls)s) AND run.key = %(key)s AND run.planned_at < %(oldest)s
  AND item.mall_id = run.mall_id AND item.run_id = run.id AND item.object_type = %(type)s
"""
FORGET_RUNS: Final = """
DELETE FROM pro_operationrun WHERE mall_id = ANY(%(malls)s) AND key = %(key)s AND planned_at < %(oldest)s
"""
FORGET_DAYS: Final = """
DELETE FROM pro_displayareaday WHERE mall_id = ANY(%(malls)s) AND NOT is_before AND day < %(oldest_day)s
"""


def keep_books(
    mall_ids: Sequence[int], slot: dt.datetime, *, began: dt.datetime, starts: Mapping[int, dt.date]
) -> None:
    """Note what a slot did to these malls, inside their door. `starts`: those that PRO displays for the first time."""
    values = {
        "malls": list(mall_ids),
        "slot": slot,
        "today": slot.astimezone(SEOUL).date(),
        "fresh": list(starts),
        "started": list(starts.values()),
        "began": began,
        "most": MOST_NAMES,
    }
    statements = [NOTE_BEFORE, NOTE_DAYS, NOTE_RUNS] if starts else [NOTE_DAYS, NOTE_RUNS]
    _execute(statements, values | {"name": slot_name(slot), "area": _area(), "type": OBJECT_TYPE, "key": MAIN_DISPLAY})


def note_done(mall_ids: Sequence[int], slot: dt.datetime) -> None:
    """Write down at the services, which the caller holds, that a slot is done; what failed before is solved by it."""
    is_older = Q(refreshed_slot_at__isnull=True) | Q(refreshed_slot_at__lt=slot)
    DisplayService.objects.running().filter(is_older, mall_id__in=mall_ids).update(refreshed_slot_at=slot)
    failures = DisplayFailure.objects.open().filter(mall_id__in=mall_ids, slot_at__lte=slot)
    failures.update(solved_at=timezone.now())


@transaction.atomic
def note_failure(mall_id: int, slot: dt.datetime, error: Exception) -> None:
    """Write down for staff what went wrong in a mall, and for the merchant that a slot did not change the display."""
    text = f"{type(error).__name__}: {error}"[:4000]
    DisplayFailure.objects.update_or_create(
        mall_id=mall_id, slot_at=slot, defaults={"error": text, "at": timezone.now(), "solved_at": None}
    )
    now = timezone.now()
    values = {"area": _area(), "state": OperationRun.State.FAILED, "error": "display_failed", "planned_at": slot}
    with tenancy.mall(mall_id):
        OperationRun.objects.get_or_create(
            key=MAIN_DISPLAY, slot=slot_name(slot), defaults=values | {"started_at": now, "finished_at": now}
        )


def forget_old_books(mall_ids: Sequence[int], today: dt.date) -> None:
    """Drop what is older than the statistics that it is read with; inside the door of these malls."""
    day = today - dt.timedelta(days=DAYS_KEPT)
    oldest = dt.datetime.combine(day, dt.time(), SEOUL)
    values = {"malls": list(mall_ids), "oldest": oldest, "oldest_day": day, "key": MAIN_DISPLAY, "type": OBJECT_TYPE}
    _execute([FORGET_ITEMS, FORGET_RUNS, FORGET_DAYS], values)


def slot_name(slot: dt.datetime) -> str:
    """A slot as Work status names it: its hour in Seoul."""
    return f"{slot.astimezone(SEOUL):%Y-%m-%dT%H}"


def _area() -> str:
    """Where the scope has it; staff may have moved it."""
    return Operation.objects.filter(key=MAIN_DISPLAY).values_list("area", flat=True).first() or str(Area.PRODUCT)


def _execute(statements: Sequence[str], values: Mapping[str, Any]) -> None:
    with connections["batch"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
