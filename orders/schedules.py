"""What orders does by the clock."""

from __future__ import annotations

import datetime as dt

from accounts.jobs import CatchUp, daily


def register_all() -> None:
    """Called once when the app is ready."""
    # --- Fulfilment (o-admin): at 05:00, as Cafe24 does (screens.md 4.5)
    daily("orders.close_overdue_everywhere", at=dt.time(5, 0), catch_up=CatchUp.NEWEST)
