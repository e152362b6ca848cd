"""What the catalog does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily, every

KEEP_PARTITIONS = "catalog.keep_partitions"
FOLD_STATISTICS = "catalog.fold_statistics"
REFRESH_DISPLAYS = "catalog.refresh_displays"


def register_all() -> None:
    """Called once when the app is ready."""
    every(REFRESH_DISPLAYS, minutes=60, catch_up=CatchUp.NEWEST)
    every(FOLD_STATISTICS, minutes=1, catch_up=CatchUp.NEWEST)
    daily(KEEP_PARTITIONS, at=dt.time(2, 10), catch_up=CatchUp.NEWEST)
