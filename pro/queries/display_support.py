"""The main display of all malls, for support: slots, failures, malls that are behind. Reads as role support."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.jobs.schedule import SEOUL
from pro.models import DisplayFailure, DisplayService, DisplaySlot
from pro.schedules import newest_refresh

GRACE: Final = dt.timedelta(minutes=30)  # after that a slot should be over everywhere


@dataclass(frozen=True, slots=True)
class SlotFilter:
    """What the lists are narrowed to; days are days in Seoul. `outcome`: failed, unfinished; `state`: open, solved."""

    outcome: str = ""
    state: str = ""
    mall: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        return self == SlotFilter()


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands on top of the page."""

    running: int
    behind: int
    open_failures: int
    due: dt.datetime


def slots_found(wanted: SlotFilter) -> QuerySet[DisplaySlot]:
    """Slots that fit."""
    rows = DisplaySlot.objects.using("support").annotate(took=F("ended_at") - F("began_at"))
    if wanted.outcome == "failed":
        rows = rows.filter(failed__gt=0)
    if wanted.outcome == "unfinished":
        rows = rows.filter(ended_at__isnull=True)
    return rows.filter(_period(wanted))


def failures_found(wanted: SlotFilter) -> QuerySet[DisplayFailure]:
    """Failures that fit, each with its mall."""
    rows = DisplayFailure.objects.using("support").select_related("mall")
    if wanted.state:
        rows = rows.filter(solved_at__isnull=wanted.state == "open")
    return rows.filter(_period(wanted), _of_mall(wanted))


def behind(due: dt.datetime) -> QuerySet[DisplayService]:
    """Services that run, but whose mall has not had the slot that should be over, each with its mall."""
    rows = DisplayService.objects.using("support").running().select_related("mall")
    missed = Q(refreshed_slot_at__isnull=True) | Q(refreshed_slot_at__lt=due)
    has_begun = Q(started_at__isnull=True) | Q(started_at__lte=due)
    return rows.filter(missed, has_begun)


def behind_found(wanted: SlotFilter, due: dt.datetime) -> QuerySet[DisplayService]:
    """The same, narrowed to malls that fit."""
    return behind(due).filter(_of_mall(wanted))


def due_slot(now: dt.datetime) -> dt.datetime:
    """The newest slot that should be over by now."""
    return newest_refresh(now - GRACE)


def numbers(now: dt.datetime) -> Numbers:
    """Counts over all malls; three queries."""
    due = due_slot(now)
    services = DisplayService.objects.using("support").running()
    return Numbers(
        running=services.count(),
        behind=behind(due).count(),
        open_failures=DisplayFailure.objects.using("support").open().count(),
        due=due,
    )


def _period(wanted: SlotFilter) -> Q:
    found = Q()
    if wanted.first:
        found &= Q(slot_at__gte=_midnight(wanted.first))
    if wanted.last:
        found &= Q(slot_at__lt=_midnight(wanted.last + dt.timedelta(days=1)))
    return found


def _of_mall(wanted: SlotFilter) -> Q:
    return Q(mall__host__startswith=wanted.mall) if wanted.mall else Q()


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()), SEOUL)
