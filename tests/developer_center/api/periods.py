"""Queries that lists of orders need."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from developer_center.wire import SEOUL


def period(days: int = 1) -> dict[str, str]:
    """From so many days ago to today, in Seoul."""
    now = timezone.now().astimezone(SEOUL)
    return {"start_date": f"{now - dt.timedelta(days=days):%Y-%m-%d}", "end_date": f"{now:%Y-%m-%d}"}
