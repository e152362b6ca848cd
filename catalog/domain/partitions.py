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


@dataclass(frozen=True, slots=True)
class PartitionedTable:
    """A table, the length of its partitions in days, how long rows are kept, and whether its key is a time."""

    name: str
    days_per_partition: int
    kept: dt.timedelta
    is_by_time: bool

    def starts(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The first days of all partitions that cover `first` to `last`, counted from one fixed day."""
        day = first - dt.timedelta(days=first.toordinal() % self.days_per_partition)
        while day <= last:
            yield day
            day += dt.timedelta(days=self.days_per_partition)

    def bound(self, day: dt.date) -> str:
        """A day as a partition bound: midnight UTC for times."""
        return f"'{day:%Y-%m-%d} 00:00:00+00'" if self.is_by_time else f"'{day:%Y-%m-%d}'"


TABLES: Final = (
    PartitionedTable("catalog_productstathour", 1, dt.timedelta(hours=72), is_by_time=True),
    PartitionedTable("catalog_productstatday", 7, dt.timedelta(days=92), is_by_time=False),
    PartitionedTable("catalog_shopstathour", 7, dt.timedelta(days=92), is_by_time=True),
)


def keep_partitions(*, now: dt.datetime | None = None, since: dt.date | None = None) -> None:
    """Make every partition from `since` (today) to two weeks ahead that is missing, and drop the ones that are over.

    Runs as `migrator`, from the clock and after migrations. A second call changes nothing.
    """
    today = (now or timezone.now()).astimezone(SEOUL).date()
    first = min(since or today, today) - dt.timedelta(days=1)
    with transaction.atomic(using=MIGRATOR), connections[MIGRATOR].cursor() as cursor:
        for table in TABLES:
            for day in table.starts(first, today + dt.timedelta(days=DAYS_AHEAD)):
                _make(cursor, table, day)
            if since is None:
                _drop_old(cursor, table, today)


def _make(cursor: CursorWrapper, table: PartitionedTable, day: dt.date) -> None:
    name = f"{table.name}_{day:%Y%m%d}"
    end = day + dt.timedelta(days=table.days_per_partition)
    cursor.execute("SELECT to_regclass(%s)", [name])
    if cursor.fetchone()[0] is not None:
        return
    cursor.execute(
        f"CREATE TABLE {name} PARTITION OF {table.name} FOR VALUES FROM ({table.bound(day)}) TO ({table.bound(end)})"
    )
    cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    cursor.execute(f"REVOKE ALL ON {name} FROM app, batch, support")


def _drop_old(cursor: CursorWrapper, table: PartitionedTable, today: dt.date) -> None:
    oldest = today - table.kept - dt.timedelta(days=table.days_per_partition + 1)
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(%s)",
        [table.name],
    )
    for (name,) in cursor.fetchall():
        if dt.date.fromisoformat(name.rpartition("_")[2]) < oldest:
            cursor.execute(f"DROP TABLE {name}")
