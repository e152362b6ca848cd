"""What PRO does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily
from pro import schedules_overseas

DIAGNOSE = "pro.diagnose"
CHECK_MARKETS = "pro.check_markets"


def register_all() -> None:
    """Called once when the app is ready."""
    daily(DIAGNOSE, at=dt.time(6, 0), catch_up=CatchUp.NEWEST)
    daily(CHECK_MARKETS, at=dt.time(9, 0), catch_up=CatchUp.NEWEST)
    schedules_overseas.register_all()
