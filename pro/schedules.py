"""What PRO does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily, every

DIAGNOSE = "pro.diagnose"
REFRESH_DISPLAYS = "pro.refresh_displays"
CHECK_WINDOWS = "pro.check_windows"


def register_all() -> None:
    """Called once when the app is ready."""
    daily(DIAGNOSE, at=dt.time(6, 0), catch_up=CatchUp.NEWEST)
    every(REFRESH_DISPLAYS, minutes=120, catch_up=CatchUp.NEWEST)
    daily(CHECK_WINDOWS, at=dt.time(4, 40), catch_up=CatchUp.NEWEST)
