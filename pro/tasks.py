"""PRO's work for later."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts.jobs import MallTask, PlatformTask, running_job_id
from accounts.models import Job
from pro.domain.diagnose import DIAGNOSE_MALL, diagnose_mall, wake_malls
from pro.schedules import DIAGNOSE


@shared_task(name=DIAGNOSE, base=PlatformTask)
def diagnose_task() -> None:
    """Wake each mall that PRO works for; each has a job of its own, so none holds up others."""
    job = Job.objects.filter(pk=running_job_id() or 0).first()
    wake_malls(timezone.localdate(job.slot_at if job and job.slot_at else timezone.now()))


@shared_task(name=DIAGNOSE_MALL, base=MallTask)
def diagnose_mall_task(*, day: str) -> None:
    """One mall's diagnosis of one day."""
    diagnose_mall(dt.date.fromisoformat(day))


# Celery finds the tasks of each part through this module, a line for each.
import pro.tasks_core  # noqa: E402
import pro.tasks_display  # noqa: E402
import pro.tasks_markets  # noqa: E402
import pro.tasks_operations  # noqa: E402
import pro.tasks_overseas  # noqa: E402
import pro.tasks_requests  # noqa: E402, F401
