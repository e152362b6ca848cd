"""What the Developer Center does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily

DROP_EXPIRED_TOKENS = "developer_center.drop_expired_tokens"
END_ORPHANED_TEST_MALLS = "developer_center.end_orphaned_test_malls"


def register_all() -> None:
    """Called once when the app is ready."""
    daily(DROP_EXPIRED_TOKENS, at=dt.time(4, 10), catch_up=CatchUp.NEWEST)
    daily(END_ORPHANED_TEST_MALLS, at=dt.time(4, 20), catch_up=CatchUp.NEWEST)
