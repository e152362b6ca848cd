"""What accounts does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily, every


def register_all() -> None:
    """Called once when the app is ready."""
    every("accounts.tidy_up", minutes=60, catch_up=CatchUp.NEWEST)
    daily("accounts.check_dormancy", at=dt.time(10, 0), catch_up=CatchUp.NEWEST)
    daily("accounts.drop_legal_records", at=dt.time(3, 30), catch_up=CatchUp.NEWEST)
