"""What PRO does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily, every
from pro import schedules_overseas

DIAGNOSE = "pro.diagnose"
CHECK_MARKETS = "pro.check_markets"
REFRESH_DISPLAYS = "pro.refresh_displays"
CHECK_WINDOWS = "pro.check_windows"
ADVANCE_DISPLAYS = "pro.advance_displays"


def register_all() -> None:
    """Called once when the app is ready."""
    daily(DIAGNOSE, at=dt.time(6, 0), catch_up=CatchUp.NEWEST)
    daily(CHECK_MARKETS, at=dt.time(9, 0), catch_up=CatchUp.NEWEST)
    schedules_overseas.register_all()
    every(REFRESH_DISPLAYS, minutes=120, catch_up=CatchUp.NEWEST)
    every(ADVANCE_DISPLAYS, minutes=10, catch_up=CatchUp.NEWEST)
    daily(CHECK_WINDOWS, at=dt.time(4, 40), catch_up=CatchUp.NEWEST)
