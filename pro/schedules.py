"""What PRO does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily, every
from accounts.jobs.schedule import registered
from pro import schedules_overseas

DIAGNOSE = "pro.diagnose"
CHECK_MARKETS = "pro.check_markets"
REFRESH_DISPLAYS = "pro.refresh_displays"
CHECK_WINDOWS = "pro.check_windows"
ADVANCE_DISPLAYS = "pro.advance_displays"
REFRESH_MINUTES = 120


def register_all() -> None:
    """Called once when the app is ready."""
    daily(DIAGNOSE, at=dt.time(6, 0), catch_up=CatchUp.NEWEST)
    daily(CHECK_MARKETS, at=dt.time(9, 0), catch_up=CatchUp.NEWEST)
    schedules_overseas.register_all()
    every(ADVANCE_DISPLAYS, minutes=10, catch_up=CatchUp.NEWEST)
    every(REFRESH_DISPLAYS, minutes=REFRESH_MINUTES, catch_up=CatchUp.NEWEST)
    daily(CHECK_WINDOWS, at=dt.time(4, 40), catch_up=CatchUp.NEWEST)


def next_refresh(now: dt.datetime) -> dt.datetime:
    """The next slot of the main display: an even hour in Seoul, strictly after a time."""
    return next(one.next_slot(now) for one in registered() if one.task == REFRESH_DISPLAYS)


def newest_refresh(now: dt.datetime) -> dt.datetime:
    """The newest slot of the main display that has come: an even hour in Seoul, at a time or before it."""
    return next_refresh(now) - dt.timedelta(minutes=REFRESH_MINUTES)
