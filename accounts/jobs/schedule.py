"""What runs by the clock: the registry of schedules and which of their slots are due (design 4)."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.jobs.ledger import wake
from accounts.models import Job, ScheduleMark

SEOUL = ZoneInfo("Asia/Seoul")
MOST_SLOTS_MADE_UP = 31


class CatchUp(enum.Enum):
    """What happens to slots that were missed while nothing ran."""

    NEWEST = "only the newest missed slot runs"
    EACH = "each missed slot runs, in order"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A task and its time slots; `next_slot` gives the first slot strictly after a time."""

    task: str
    next_slot: Callable[[dt.datetime], dt.datetime]
    catch_up: CatchUp


_schedules: dict[str, Schedule] = {}


def every(task: str, *, minutes: int, catch_up: CatchUp = CatchUp.NEWEST) -> None:
    """Run a platform task every so many minutes, counted from midnight in Seoul."""
    period = dt.timedelta(minutes=minutes)

    def next_slot(after: dt.datetime) -> dt.datetime:
        local = after.astimezone(SEOUL)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + ((local - midnight) // period + 1) * period).astimezone(dt.UTC)

    _schedules[task] = Schedule(task, next_slot, catch_up)


def daily(task: str, *, at: dt.time, catch_up: CatchUp = CatchUp.EACH) -> None:
    """Run a platform task once a day at a time in Seoul."""

    def next_slot(after: dt.datetime) -> dt.datetime:
        local = after.astimezone(SEOUL)
        today = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        return (today if today > local else today + dt.timedelta(days=1)).astimezone(dt.UTC)

    _schedules[task] = Schedule(task, next_slot, catch_up)


def registered() -> list[Schedule]:
    """All schedules, by task name."""
    return [_schedules[name] for name in sorted(_schedules)]


def missed_slots(schedule: Schedule, since: dt.datetime, now: dt.datetime) -> Iterator[dt.datetime]:
    """Slots after `since` up to `now`: all of them, or only the newest, as the schedule says."""
    slots: list[dt.datetime] = []
    slot = schedule.next_slot(since)
    while slot <= now:
        slots.append(slot)
        slot = schedule.next_slot(slot)
        if schedule.catch_up is CatchUp.NEWEST:
            del slots[:-1]
    yield from slots[-MOST_SLOTS_MADE_UP:]


@transaction.atomic
def write_due_slots(schedule: Schedule, now: dt.datetime) -> list[Job]:
    """Put a schedule's due slots into the ledger, each once, and move its mark forward, never back.

    A schedule that is seen for the first time starts with its next slot.
    """
    mark, is_new = ScheduleMark.objects.get_or_create(task=schedule.task, defaults={"last_slot_at": now})
    if is_new:
        return []
    mark = ScheduleMark.objects.select_for_update().get(pk=mark.pk)
    slots = list(missed_slots(schedule, mark.last_slot_at, now))
    if not slots:
        return []
    jobs = Job.objects.bulk_create(
        [Job(task=schedule.task, slot_at=slot, run_after=slot) for slot in slots], ignore_conflicts=True
    )
    if schedule.catch_up is CatchUp.NEWEST:
        _cancel_older(schedule, slots[-1], now)
    mark.last_slot_at = slots[-1]
    mark.save(update_fields=["last_slot_at"])
    return list(Job.objects.filter(task=schedule.task, slot_at__in=[job.slot_at for job in jobs]))


def _cancel_older(schedule: Schedule, newest: dt.datetime, now: dt.datetime) -> None:
    """Where only the newest slot matters, an older one that still waits has nothing left to do."""
    Job.objects.filter(task=schedule.task, slot_at__lt=newest, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=now, last_error="A newer slot took its place."
    )


def tick(now: dt.datetime | None = None) -> int:
    """One look of the clock: write due slots, then wake every due row that was not woken in the last minute.

    Returns how many rows were woken. Stops waking for this tick once the broker does not answer.
    """
    now = now or timezone.now()
    for schedule in registered():
        write_due_slots(schedule, now)
    woken = 0
    due = Job.objects.due(now).exclude(woken_at__gt=now - dt.timedelta(minutes=1)).order_by("run_after", "id")
    for job in due[:1000]:
        if not wake(job):
            break
        woken += 1
    return woken
