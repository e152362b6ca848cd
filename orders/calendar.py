"""Days and months as people count them."""

from __future__ import annotations

import datetime as dt


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last day of a shorter month; kept inside the calendar."""
    month = day.year * 12 + day.month - 1 + months
    year = min(max(month // 12, 1), 9998)
    first = dt.date(year, month % 12 + 1, 1)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
