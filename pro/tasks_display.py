"""The main display's work for later."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import MallTask, PlatformTask, running_job_id
from accounts.models import Job
from pro.domain.display.announce import ADVANCE, advance, wake_services
from pro.domain.display.retry import RETRY, refresh_again
from pro.domain.display.slots import REFRESH_BATCH, begin_slot, check_counters, refresh_batch
from pro.schedules import ADVANCE_DISPLAYS, CHECK_WINDOWS, REFRESH_DISPLAYS


@shared_task(name=REFRESH_DISPLAYS, base=PlatformTask)
def refresh_displays_task() -> None:
    """A slot is due: every even hour in Seoul (R3.46)."""
    job = Job.objects.filter(pk=running_job_id() or 0).first()
    begin_slot(job.slot_at if job and job.slot_at else _slot_before(timezone.now()))


@shared_task(name=REFRESH_BATCH, base=PlatformTask)
def refresh_display_batch_task(*, slot: str, mall_ids: list[int]) -> None:
    """One batch of malls of one slot."""
    refresh_batch(mall_ids, dt.datetime.fromisoformat(slot))


@shared_task(name=ADVANCE_DISPLAYS, base=PlatformTask)
def advance_displays_task() -> None:
    """See whose notice is due or was taken."""
    wake_services(timezone.now())


@shared_task(name=ADVANCE, base=MallTask)
def advance_display_task(*, service_id: int) -> None:
    """What one mall's service needs next."""
    with tenancy.step():
        advance(service_id)


@shared_task(name=RETRY, base=PlatformTask)
def retry_display_task(*, slot: str, failed_mall: int) -> None:
    """One mall whose refresh failed, once more."""
    refresh_again(failed_mall, dt.datetime.fromisoformat(slot))


@shared_task(name=CHECK_WINDOWS, base=PlatformTask)
def check_windows_task() -> None:
    """The nightly look for counters that drifted."""
    check_counters()


def _slot_before(now: dt.datetime) -> dt.datetime:
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour - dt.timedelta(hours=timezone.localtime(hour).hour % 2)
