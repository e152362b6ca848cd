"""The catalog's work for later."""

from __future__ import annotations

from celery import shared_task

from accounts.jobs import PlatformTask
from catalog.domain.fold import fold_statistics
from catalog.domain.partitions import keep_partitions
from catalog.schedules import FOLD_STATISTICS, KEEP_PARTITIONS


@shared_task(name=FOLD_STATISTICS, base=PlatformTask)
def fold_statistics_task() -> None:
    """Count what shoppers did since the last fold."""
    fold_statistics()


@shared_task(name=KEEP_PARTITIONS, base=PlatformTask)
def keep_partitions_task() -> None:
    """Make the partitions of the coming days, drop those that are over."""
    keep_partitions()
