"""Fold what shoppers did into the statistics: views, visits and cart adds from the stream, sales from their rows.

Nothing is counted twice and nothing of the database is lost, wherever a worker dies: what is counted and how far it
was read are one transaction (design 6).
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from catalog import stream
from catalog.domain.fold_events import fold_entries
from catalog.domain.fold_sales import fold_sales
from catalog.models import FoldMark

MARK: Final = "statistics"
ENTRIES_A_BATCH: Final = 20_000
SECONDS_A_RUN: Final = 45.0


@dataclass(frozen=True, slots=True)
class Folded:
    """What one run counted; `is_drained` says that nothing was left when it ended."""

    entries: int
    sales: int
    is_drained: bool


def fold_statistics(*, seconds: float = SECONDS_A_RUN) -> Folded:
    """Count everything that waits, in batches, for at most `seconds`; what is left waits for the next minute.

    A second call finds nothing to do. Two at once: one of them finds its batch taken and stops. Raises RedisError
    or OperationalError where a server is away; sales are counted first, since they need no Redis.
    """
    started_at = timezone.now()
    sales = fold_sales()
    entries, is_drained = _fold_stream(time.monotonic() + seconds)
    if is_drained:
        _move_watermark(started_at)
    return Folded(entries, sales, is_drained)


def _fold_stream(deadline: float) -> tuple[int, bool]:
    mark, _is_new = FoldMark.objects.using("batch").get_or_create(name=MARK)
    stream.never_go_back(mark.last_stream_id)
    last_id, count = mark.last_stream_id, 0
    while True:
        entries = stream.read_after(last_id, ENTRIES_A_BATCH)
        if not entries:
            # Also what a run that died between its commit and its trimming left behind.
            stream.trim_through(last_id)
            return count, True
        if not fold_entries(MARK, entries, after=last_id):
            return count, False
        last_id, count = entries[-1][0], count + len(entries)
        stream.trim_through(last_id)
        if time.monotonic() > deadline:
            return count, False


def _move_watermark(at: dt.datetime) -> None:
    """All that was known before `at` is counted; never moves back."""
    marks = FoldMark.objects.using("batch").filter(name=MARK)
    (marks.filter(watermark_at__isnull=True) | marks.filter(watermark_at__lt=at)).update(watermark_at=at)


def watermark() -> dt.datetime | None:
    """Up to when the statistics are complete, but for payments that were under way; None before the first fold."""
    return FoldMark.objects.filter(name=MARK).values_list("watermark_at", flat=True).first()
