"""The clock's jumps, and slots that were missed (design 4, security.md F6)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.jobs.schedule import CatchUp, Schedule, _schedules, daily, every, registered, write_due_slots
from accounts.models import Job, ScheduleMark

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 2, 0, 30, tzinfo=dt.UTC)  # 09:30 in Seoul
HOUR = dt.timedelta(hours=1)


def schedule(catch_up: CatchUp, **kind: object) -> Schedule:
    """A daily or periodical schedule that the clock has just seen for the first time."""
    name = f"trial.{catch_up.name.lower()}"
    (daily if "at" in kind else every)(name, catch_up=catch_up, **kind)  # type: ignore[arg-type]
    made = next(one for one in registered() if one.task == name)
    del _schedules[name]
    write_due_slots(made, START)
    return made


def slots() -> list[dt.datetime]:
    return list(Job.objects.order_by("slot_at").values_list("slot_at", flat=True))


def test_a_schedule_seen_for_the_first_time_starts_with_its_next_slot():
    two_hourly = schedule(CatchUp.NEWEST, minutes=120)
    assert slots() == []
    assert len(write_due_slots(two_hourly, START + HOUR)) == 1
    assert slots() == [START + dt.timedelta(minutes=30)]  # 10:00 in Seoul


def test_of_missed_display_slots_only_the_newest_runs():
    two_hourly = schedule(CatchUp.NEWEST, minutes=120)
    write_due_slots(two_hourly, START + 9 * HOUR)
    assert slots() == [START + dt.timedelta(hours=8, minutes=30)]


def test_a_newer_slot_takes_the_place_of_one_that_still_waits():
    two_hourly = schedule(CatchUp.NEWEST, minutes=120)
    write_due_slots(two_hourly, START + HOUR)
    write_due_slots(two_hourly, START + 3 * HOUR)
    assert list(Job.objects.order_by("slot_at").values_list("state", flat=True)) == ["cancelled", "waiting"]


def test_each_missed_day_runs_once_and_in_order():
    every_day = schedule(CatchUp.EACH, at=dt.time(10, 0))
    write_due_slots(every_day, START + dt.timedelta(days=3))
    jobs = list(Job.objects.order_by("slot_at"))
    assert [job.slot_at.day for job in jobs] == [2, 3, 4]
    assert not Job.objects.claim(jobs[1].pk, lease_seconds=60)
    assert Job.objects.claim(jobs[0].pk, lease_seconds=60)
    assert not Job.objects.claim(jobs[1].pk, lease_seconds=60)
    Job.objects.filter(pk=jobs[0].pk).update(state=Job.State.DONE)
    assert Job.objects.claim(jobs[1].pk, lease_seconds=60)


def test_a_clock_that_jumps_back_repeats_nothing():
    two_hourly = schedule(CatchUp.NEWEST, minutes=120)
    write_due_slots(two_hourly, START + 5 * HOUR)
    before = slots()
    for hours in (1, 3, 5):
        assert write_due_slots(two_hourly, START + hours * HOUR) == []
    assert slots() == before


def test_two_clocks_write_each_slot_once():
    two_hourly = schedule(CatchUp.NEWEST, minutes=120)
    for _clock in range(2):
        write_due_slots(two_hourly, START + HOUR)
    ScheduleMark.objects.filter(task=two_hourly.task).update(last_slot_at=START)  # as a second clock may have read it
    write_due_slots(two_hourly, START + HOUR)
    assert len(slots()) == 1


def test_a_long_pause_makes_up_a_month_of_days_at_most():
    every_day = schedule(CatchUp.EACH, at=dt.time(10, 0))
    write_due_slots(every_day, START + dt.timedelta(days=400))
    assert len(slots()) == 31
