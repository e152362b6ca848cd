"""Three business days on, in Seoul's calendar (R0.80)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.domain.business_days import business_days_after, is_business_day


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        pytest.param("2026-11-23", "2026-11-26", id="monday"),
        pytest.param("2026-11-25", "2026-11-30", id="wednesday, over a weekend"),
        pytest.param("2026-11-27", "2026-12-02", id="friday"),
        pytest.param("2026-11-28", "2026-12-02", id="saturday"),
        pytest.param("2026-11-29", "2026-12-02", id="sunday"),
        pytest.param("2026-02-13", "2026-02-23", id="friday before Seollal (16th to 18th)"),
        pytest.param("2026-09-23", "2026-09-30", id="wednesday before Chuseok (24th to 26th)"),
        pytest.param("2026-08-14", "2026-08-20", id="Liberation Day on a saturday, monday in its place"),
        pytest.param("2026-12-31", "2027-01-06", id="over New Year and a weekend"),
    ],
)
def test_a_request_is_due_three_business_days_on(filed, due):
    assert business_days_after(dt.date.fromisoformat(filed), 3) == dt.date.fromisoformat(due)


@pytest.mark.parametrize("day", ["2026-02-17", "2026-09-25", "2026-10-05", "2026-11-28", "2026-12-25"])
def test_holidays_and_weekends_are_no_business_days(day):
    assert not is_business_day(dt.date.fromisoformat(day))
