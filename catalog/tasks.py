"""The catalog's work for later."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import MallTask, PlatformTask, running_job_id
from accounts.models import Job
from catalog.domain.auto_display import REFRESH_MALL, refresh_due_categories, wake_due_malls
from catalog.domain.facts import base_shop
from catalog.domain.fold import fold_statistics
from catalog.domain.import_products import IMPORT_TASK, run_import
from catalog.domain.main_categories import add_standard_main_categories
from catalog.domain.partitions import keep_partitions
from catalog.schedules import FOLD_STATISTICS, KEEP_PARTITIONS, REFRESH_DISPLAYS


@shared_task(name=FOLD_STATISTICS, base=PlatformTask)
def fold_statistics_task() -> None:
    """Count what shoppers did since the last fold."""
    fold_statistics()


@shared_task(name=KEEP_PARTITIONS, base=PlatformTask)
def keep_partitions_task() -> None:
    """Make the partitions of the coming days, drop those that are over."""
    keep_partitions()


@shared_task(name=REFRESH_DISPLAYS, base=PlatformTask)
def refresh_displays_task() -> None:
    """Wake the malls whose main categories are due this hour; each has a job and a transaction of its own."""
    job = Job.objects.filter(pk=running_job_id() or 0).first()
    wake_due_malls(job.slot_at if job and job.slot_at else timezone.now())


@shared_task(name=REFRESH_MALL, base=MallTask)
def refresh_mall_display_task(*, slot: str) -> None:
    """Fill the due main categories of one mall anew."""
    with tenancy.step():
        refresh_due_categories(dt.datetime.fromisoformat(slot))


@shared_task(name="catalog.set_up_main_display", base=MallTask)
def set_up_main_display_task(*, entry_id: int) -> None:
    """Give a new mall the four standard sections, in its shop's language."""
    with tenancy.step():
        add_standard_main_categories(base_shop(), actor=Actor.system())


@shared_task(name=IMPORT_TASK, base=MallTask)
def import_products_task(*, import_id: int) -> None:
    """Apply an uploaded sheet of products."""
    run_import(import_id)
