"""Days on which support works: Monday to Friday without Korean public holidays (R0.80)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5


def is_business_day(day: dt.date) -> bool:
    """Whether support works on a day; substitute holidays count as holidays."""
    return day.weekday() < SATURDAY and day not in _korean_holidays()


def business_days_after(day: dt.date, count: int) -> dt.date:
    """The `count`-th business day after a day, which itself does not count."""
    while count > 0:
        day += dt.timedelta(days=1)
        if is_business_day(day):
            count -= 1
    return day


@cache
def _korean_holidays() -> HolidayBase:
    import holidays  # noqa: PLC0415 - a quarter of a second of each start

    return holidays.country_holidays("KR")
