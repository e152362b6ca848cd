"""Days on which support works: Monday to Friday without Korean public holidays (R0.80)."""

from __future__ import annotations

import datetime as dt

import holidays

SATURDAY = 5
KOREAN_HOLIDAYS = holidays.country_holidays("KR")


def is_business_day(day: dt.date) -> bool:
    """Whether support works on a day; substitute holidays count as holidays."""
    return day.weekday() < SATURDAY and day not in KOREAN_HOLIDAYS


def business_days_after(day: dt.date, count: int) -> dt.date:
    """The `count`-th business day after a day, which itself does not count."""
    while count > 0:
        day += dt.timedelta(days=1)
        if is_business_day(day):
            count -= 1
    return day
