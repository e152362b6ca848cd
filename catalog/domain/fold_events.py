"""Count one batch of stream entries: aggregated in memory, one upsert per table, the mark in the same transaction."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.db import connections, transaction
from django.utils import timezone

from accounts import tenancy
from catalog import stream
from catalog.domain.living_malls import holding_malls
from catalog.domain.partitions import DAYS_KEPT, HOURS_KEPT
from catalog.domain.windows import add_late, hold_marks
from catalog.models import FoldMark

HOUR: Final = 3600
DAY: Final = 24 * HOUR
SEOUL_OFFSET: Final = 9 * HOUR  # all year round
MOST_AHEAD: Final = HOUR  # an entry whose clock runs further ahead than this is not believed

Counts = dict[tuple[int, ...], list[int]]

HOURS: Final = """
INSERT INTO catalog_productstathour (mall_id, shop_no, product_id, hour_at, views, visits, cart_adds)
SELECT mall, shop, product, to_timestamp(hour * 3600), views, visits, cart_adds
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
     AS rows (mall, shop, product, hour, views, visits, cart_adds)
ON CONFLICT (mall_id, shop_no, product_id, hour_at) DO UPDATE SET
  views = catalog_productstathour.views + excluded.views,
  visits = catalog_productstathour.visits + excluded.visits,
  cart_adds = catalog_productstathour.cart_adds + excluded.cart_adds
"""
DAYS: Final = """
INSERT INTO catalog_productstatday (mall_id, shop_no, product_id, day, views, visits, cart_adds)
SELECT mall, shop, product, date '1970-01-01' + day::int, views, visits, cart_adds
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
     AS rows (mall, shop, product, day, views, visits, cart_adds)
ON CONFLICT (mall_id, shop_no, product_id, day) DO UPDATE SET
  views = catalog_productstatday.views + excluded.views,
  visits = catalog_productstatday.visits + excluded.visits,
  cart_adds = catalog_productstatday.cart_adds + excluded.cart_adds
"""
SHOPS: Final = """
INSERT INTO catalog_shopstathour (mall_id, shop_no, hour_at, views, visits)
SELECT mall, shop, to_timestamp(hour * 3600), views, visits
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[])
     AS rows (mall, shop, hour, views, visits)
ON CONFLICT (mall_id, shop_no, hour_at) DO UPDATE SET
  views = catalog_shopstathour.views + excluded.views,
  visits = catalog_shopstathour.visits + excluded.visits
"""


@dataclass
class Tally:
    """What a batch adds: key (mall, shop, product, hour or day) or (mall, shop, hour) -> figures.

    `all_hours` has the hours too that the hour rows do not keep any more: the window counters may.
    """

    all_hours: Counts = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    hours: Counts = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    days: Counts = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    shops: Counts = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, event: stream.Event, now: float) -> None:
        """Count one event; what is older than its table keeps, or of the future, is left out."""
        seconds = int(event.at.timestamp())
        age = now - seconds
        if age < -MOST_AHEAD or age >= DAYS_KEPT.total_seconds():
            return
        hour, day = seconds // HOUR, (seconds + SEOUL_OFFSET) // DAY
        is_view = event.kind == stream.VIEW
        figures = (int(is_view), int(event.is_visit), int(not is_view))
        product = (event.mall_id, event.shop_no, event.product_id)
        _add(self.all_hours[*product, hour], figures)
        if age < HOURS_KEPT.total_seconds():
            _add(self.hours[*product, hour], figures)
        _add(self.days[*product, day], figures)
        if is_view:
            _add(self.shops[event.mall_id, event.shop_no, hour], (1, int(event.is_shop_visit)))

    def mall_ids(self) -> set[int]:
        return {key[0] for key in self.days}

    def only(self, mall_ids: Iterable[int]) -> None:
        """Forget the figures of all other malls."""
        kept = set(mall_ids)
        for counts in (self.all_hours, self.hours, self.days, self.shops):
            for key in [key for key in counts if key[0] not in kept]:
                del counts[key]

    def write(self) -> None:
        """One upsert per table, on the connection of role batch, in the order of the keys.

        The marks are held first: what is late for a mall's window counters is added to them.
        """
        marks = hold_marks(self.mall_ids())
        for statement, counts in ((HOURS, self.hours), (DAYS, self.days), (SHOPS, self.shops)):
            if counts:
                with connections["batch"].cursor() as cursor:
                    cursor.execute(statement, _columns(counts))
        add_late(marks, self.all_hours)


def fold_entries(mark_name: str, entries: list[tuple[str, bytes]], *, after: str) -> bool:
    """Count entries that were read after the id `after` and move the mark to the last of them, in one transaction.

    False, and nothing counted, where another worker has moved the mark since.
    """
    tally = Tally()
    now = timezone.now().timestamp()
    for event in stream.events_of(entries):
        tally.add(event, now)
    with holding_malls(tally.mall_ids()) as living, _batch_of(living):
        tally.only(living)
        mark = FoldMark.objects.using("batch").select_for_update().get(name=mark_name)
        if mark.last_stream_id != after:
            return False
        tally.write()
        mark.last_stream_id = entries[-1][0]
        mark.save(using="batch", update_fields=["last_stream_id"])
    return True


@contextmanager
def _batch_of(mall_ids: list[int]) -> Iterator[None]:
    """The door to these malls; where no mall is left, the transaction alone."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(transaction.atomic(using="batch"))
        if mall_ids:
            stack.enter_context(tenancy.malls(mall_ids))
        yield


def _add(totals: list[int], figures: tuple[int, ...]) -> None:
    for place, figure in enumerate(figures):
        totals[place] += figure


def _columns(counts: Counts) -> list[list[int]]:
    rows = [(*key, *counts[key]) for key in sorted(counts)]
    return [list(column) for column in zip(*rows, strict=True)]
