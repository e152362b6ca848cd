"""The nightly look at the window counters: compare them with the rows they were made from, and mend what drifted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import connections
from django.utils import timezone

from accounts.statements import filled
from catalog.domain.windows import PARTS, WORK_OUT, as_of, lock_marks, work_out_windows
from catalog.models import WindowMark
from catalog.models.windows import COLUMNS, FIGURES, WINDOWS, column

FORGET_ZEROS: Final = "DELETE FROM catalog_productwindow WHERE mall_id = ANY(%(malls)s) AND {zeros}"
DRIFT: Final = """
WITH moves (mall_id, shop_no, product_id, {factors}, {figures}) AS ({moves}),
right_now AS (
  SELECT mall_id, shop_no, product_id, {sums_named} FROM moves GROUP BY mall_id, shop_no, product_id
)
SELECT coalesce(counter.mall_id, right_now.mall_id), count(*)
FROM catalog_productwindow counter FULL JOIN right_now USING (mall_id, shop_no, product_id)
WHERE coalesce(counter.mall_id, right_now.mall_id) = ANY(%(malls)s) AND ({differs})
GROUP BY 1 ORDER BY 1
"""


def drifted_malls(mall_ids: Sequence[int], slot: dt.datetime) -> dict[int, int]:
    """Compare the counters of malls that stand at `slot` with their day and hour rows: mall -> products that differ."""
    inside = WORK_OUT[WORK_OUT.index("AS (") + 4 : WORK_OUT.rindex(")")]
    statement = filled(
        DRIFT,
        moves=inside,
        sums_named=", ".join(
            f"sum({figure} * in_{window}) AS {column(figure, window)}" for window in WINDOWS for figure in FIGURES
        ),
        differs=" OR ".join(f"coalesce(counter.{name}, 0) <> coalesce(right_now.{name}, 0)" for name in COLUMNS),
    )
    statement = filled(statement, factors=PARTS["factors"], figures=PARTS["figures"])
    with connections["batch"].cursor() as cursor:
        cursor.execute(statement, {"malls": list(mall_ids)} | as_of(slot))
        return {mall_id: int(count) for mall_id, count in cursor.fetchall()}


def check_windows(mall_ids: Sequence[int]) -> dict[int, int]:
    """Look for drift in a batch of malls, each at its own mark, and mend it; mall -> products that were wrong.

    Also drops counters that are zero in every window, so that the table follows what is looked at.
    """
    marks = lock_marks(mall_ids)
    wrong: dict[int, int] = {}
    for slot in sorted(set(marks.values())):
        here = [mall_id for mall_id, at in marks.items() if at == slot]
        found = drifted_malls(here, slot)
        if found:
            work_out_windows(sorted(found), slot)
            wrong |= found
    with connections["batch"].cursor() as cursor:
        cursor.execute(
            filled(FORGET_ZEROS, zeros=" AND ".join(f"{name} = 0" for name in COLUMNS)), {"malls": sorted(marks)}
        )
    WindowMark.objects.using("batch").filter(mall_id__in=sorted(marks)).update(checked_at=timezone.now())
    return wrong
