"""Partitions of the statistics: made ahead of time, dropped whole when their time is over (design 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

MIGRATOR: Final = "migrator"
SEOUL: Final = ZoneInfo("Asia/Seoul")
DAYS_AHEAD: Final = 14
HOURS_KEPT: Final = dt.timedelta(hours=72)
DAYS_KEPT: Final = dt.timedelta(days=92)


@dataclass(frozen=True, slots=True)
class PartitionedTable:
    """A table, the length of its partitions in days, how long rows are kept, and whether its key is a time."""

    name: str
    days_per_partition: int
    kept: dt.timedelta
    is_by_time: bool

    def oldest_day(self, now: dt.datetime) -> dt.date:
        """The first day whose rows are still kept; a partition that ends on or before it is over."""
        return ((now - self.kept).astimezone(dt.UTC if self.is_by_time else SEOUL)).date()

    def starts(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The first days of all partitions that cover `first` to `last`, counted from one fixed day."""
        day = first - dt.timedelta(days=first.toordinal() % self.days_per_partition)
        while day <= last:
            yield day
            day += dt.timedelta(days=self.days_per_partition)

    def end(self, start: dt.date) -> dt.date:
        """The first day that a partition does not hold any more."""
        return start + dt.timedelta(days=self.days_per_partition)

    def bound(self, day: dt.date) -> str:
        """A day as a partition bound: midnight UTC for times."""
        return f"'{day:%Y-%m-%d} 00:00:00+00'" if self.is_by_time else f"'{day:%Y-%m-%d}'"


TABLES: Final = (
    PartitionedTable("catalog_productstathour", 1, HOURS_KEPT, is_by_time=True),
    PartitionedTable("catalog_productstatday", 7, DAYS_KEPT, is_by_time=False),
    PartitionedTable("catalog_shopstathour", 7, DAYS_KEPT, is_by_time=True),
)


def keep_partitions(*, now: dt.datetime | None = None) -> None:
    """Make every missing partition of the time that is kept and of two weeks ahead; drop the ones that are over.

    Runs as `migrator`: after migrations, and daily by the clock's schedule. A second call changes nothing. Raises
    OperationalError where a long query holds a table for more than five seconds; the ledger tries again.
    """
    now = now or timezone.now()
    with transaction.atomic(using=MIGRATOR), connections[MIGRATOR].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        for table in TABLES:
            if not _exists(cursor, table.name):  # migrated back to before the statistics
                continue
            oldest = table.oldest_day(now)
            for day in table.starts(oldest, (now + dt.timedelta(days=DAYS_AHEAD)).date()):
                _make(cursor, table, day)
            _drop_old(cursor, table, oldest)


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    return bool(cursor.fetchone()[0])


def _make(cursor: CursorWrapper, table: PartitionedTable, day: dt.date) -> None:
    name = f"{table.name}_{day:%Y%m%d}"
    if _exists(cursor, name):
        return
    bounds = f"FROM ({table.bound(day)}) TO ({table.bound(table.end(day))})"
    cursor.execute(f"CREATE TABLE {name} PARTITION OF {table.name} FOR VALUES {bounds}")
    cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    # Default privileges gave them something; rows are reached through the parent and its policies only.
    cursor.execute(f"REVOKE ALL ON {name} FROM app, batch, support")


def _drop_old(cursor: CursorWrapper, table: PartitionedTable, oldest: dt.date) -> None:
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(%s)",
        [table.name],
    )
    for (name,) in cursor.fetchall():
        if table.end(dt.date.fromisoformat(name.rpartition("_")[2])) <= oldest:
            cursor.execute(f"DROP TABLE {name}")
