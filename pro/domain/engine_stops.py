"""Engines that must not be asked for a while: their month is used up, or they refuse the key."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.jobs.schedule import SEOUL
from pro.models import EngineEntry, EngineStop
from pro.translation.engines.base import EngineError, QuotaUsedUp


def stop_of(engine: str, now: dt.datetime | None = None) -> EngineStop | None:
    """Why an engine is stopped now; None where it may be asked."""
    return EngineStop.objects.filter(engine=engine, until__gt=now or timezone.now()).first()


@transaction.atomic
def stop_engine(engine: str, error: EngineError) -> EngineStop:
    """Ask an engine no more: until the month turns where its quota is used up, else until tomorrow.

    A second stop takes the place of the first. Times are Seoul's.
    """
    now = timezone.now()
    is_quota = isinstance(error, QuotaUsedUp)
    until = next_month(now) if is_quota else tomorrow(now)
    reason = EngineStop.Reason.QUOTA if is_quota else EngineStop.Reason.KEY
    values = {"reason": reason, "detail": str(error)[:400], "stopped_at": now, "until": until}
    stop = EngineStop.objects.update_or_create(engine=engine, defaults=values)[0]
    _note(stop, EngineEntry.Action.STOPPED)
    return stop


@transaction.atomic
def lift_stop(stop_id: int, *, staff_id: int) -> bool:
    """Staff let an engine be asked again, which the log of engines keeps; False where it was lifted before."""
    stop = EngineStop.objects.select_for_update().filter(pk=stop_id).first()
    if stop is None:
        return False
    _note(stop, EngineEntry.Action.LIFTED, staff_id=staff_id)
    stop.delete()
    return True


def _note(stop: EngineStop, action: EngineEntry.Action, *, staff_id: int | None = None) -> None:
    values = {"engine": stop.engine, "reason": stop.reason, "detail": stop.detail}
    EngineEntry.objects.create(action=action, staff_id=staff_id, **values)


def tomorrow(now: dt.datetime) -> dt.datetime:
    """The next midnight in Seoul."""
    local = now.astimezone(SEOUL)
    return (local + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def next_month(now: dt.datetime) -> dt.datetime:
    """The first moment of the next month in Seoul."""
    first = now.astimezone(SEOUL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + dt.timedelta(days=32)).replace(day=1)


def month_of(now: dt.datetime) -> dt.date:
    """The first day of the month in Seoul."""
    return now.astimezone(SEOUL).date().replace(day=1)
