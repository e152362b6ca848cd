"""Mondays, at 10:00 in Seoul: each day of the week, across ends of years (R3.47, R3.48)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pro.domain.display.dates import at_ten, first_monday_from, newest_start_day, notice_due_at, starts_on
from tests.pro.display.life import seoul

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2040, 12, 31))
WEEK = dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("approved", "notice"),
    [
        ("2026-12-21", "2026-12-28"),  # a Monday waits for the next one
        ("2026-12-22", "2026-12-28"),
        ("2026-12-27", "2026-12-28"),  # a Sunday: the day after
        ("2026-12-28", "2027-01-04"),
        ("2026-12-31", "2027-01-04"),
        ("2027-01-01", "2027-01-04"),
        ("2028-02-28", "2028-03-06"),  # a Monday before a leap day
        ("2028-02-29", "2028-03-06"),
    ],
)
def test_the_notice_is_due_on_the_first_monday_after_the_approval(approved, notice):
    assert notice_due_at(dt.date.fromisoformat(approved)) == seoul(f"{notice} 10:00")


@pytest.mark.parametrize(
    ("accepted", "start"),
    [
        ("2026-12-28", "2027-01-04"),  # on a Monday: seven days later
        ("2026-12-29", "2027-01-11"),  # a day late: a week later
        ("2027-01-03", "2027-01-11"),  # a Sunday: eight days later
        ("2027-01-04", "2027-01-11"),
        ("2028-02-22", "2028-03-06"),
    ],
)
def test_the_start_is_the_first_monday_seven_days_or_more_after_the_acceptance(accepted, start):
    assert starts_on(dt.date.fromisoformat(accepted)) == dt.date.fromisoformat(start)


@given(DAYS)
def test_whatever_the_day_the_rules_hold(day):
    notice, start = notice_due_at(day), starts_on(day)
    assert (notice.weekday(), notice.hour, notice.minute, notice.utcoffset()) == (0, 10, 0, dt.timedelta(hours=9))
    assert dt.timedelta(days=1) <= notice.date() - day <= WEEK
    assert start.weekday() == 0
    assert WEEK <= start - day < 2 * WEEK
    assert first_monday_from(start) == start


@pytest.mark.parametrize(
    ("slot", "day"),
    [
        ("2027-01-04 08:00", "2027-01-03"),
        ("2027-01-04 10:00", "2027-01-04"),
        ("2027-01-04 22:00", "2027-01-04"),
        ("2027-01-05 00:00", "2027-01-04"),
        ("2027-01-01 00:00", "2026-12-31"),
    ],
)
def test_a_slot_starts_what_its_ten_o_clock_has_reached(slot, day):
    assert newest_start_day(seoul(slot).astimezone(dt.UTC)) == dt.date.fromisoformat(day)


def test_ten_is_ten_in_seoul():
    assert at_ten(dt.date(2027, 1, 4)).astimezone(dt.UTC) == dt.datetime(2027, 1, 4, 1, tzinfo=dt.UTC)
