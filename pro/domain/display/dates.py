"""When the main display's notice goes out and when it starts: Mondays at 10:00 in Seoul (R3.47, R3.48)."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

SEOUL: Final = ZoneInfo("Asia/Seoul")
HOUR: Final = dt.time(10, 0)
NOTICE: Final = dt.timedelta(days=7)
MONDAY: Final = 0


def day_in_seoul(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SEOUL).date()


def first_monday_from(day: dt.date) -> dt.date:
    """That day itself where it is a Monday."""
    return day + dt.timedelta(days=(MONDAY - day.weekday()) % 7)


def notice_due_at(approved_on: dt.date) -> dt.datetime:
    """The first Monday after the day of approval, 10:00; a Monday's approval waits for the next one."""
    return at_ten(first_monday_from(approved_on + dt.timedelta(days=1)))


def starts_on(accepted_on: dt.date) -> dt.date:
    """The first Monday at least seven days after the day on which a provider accepted the notice."""
    return first_monday_from(accepted_on + NOTICE)


def newest_start_day(slot: dt.datetime) -> dt.date:
    """The latest day whose 10:00 slot is this slot or an earlier one."""
    local = slot.astimezone(SEOUL)
    return local.date() if local.time() >= HOUR else local.date() - dt.timedelta(days=1)


def at_ten(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, HOUR, tzinfo=SEOUL)
