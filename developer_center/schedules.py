"""What the Developer Center does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily

DROP_EXPIRED_TOKENS = "developer_center.drop_expired_tokens"


def register_all() -> None:
    """Called once when the app is ready."""
    daily(DROP_EXPIRED_TOKENS, at=dt.time(4, 10), catch_up=CatchUp.NEWEST)
