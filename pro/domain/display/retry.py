"""Have the display of one mall refreshed again after a failure, through the job ledger (issue 5)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.jobs import FinalError, enqueue
from accounts.models import Job
from pro.domain.display.refresh import refresh_malls
from pro.models import DisplayFailure, DisplayService

RETRY: Final = "pro.retry_display"


class NotRetryable(Exception):
    """Nothing is left to retry. `reason`: gone, solved, not_running (the service, contract or mall), waiting."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def retry_display(failure_id: int, *, actor: Actor) -> Job:
    """Write a job that refreshes the failed mall for the failed slot, ranked as of that slot's hour.

    Raises NotRetryable, also where such a job waits already: a second click writes no second job.
    """
    failure = DisplayFailure.objects.select_for_update().filter(pk=failure_id).first()
    if failure is None:
        raise NotRetryable("gone")
    if failure.solved_at is not None:
        raise NotRetryable("solved")
    if not DisplayService.objects.running().filter(mall=failure.mall_id).exists():
        raise NotRetryable("not_running")
    pending = Job.objects.filter(task=RETRY, mall=failure.mall_id, state__in=[Job.State.WAITING, Job.State.RUNNING])
    if pending.exists():
        raise NotRetryable("waiting")
    failure.retried_at = timezone.now()
    failure.save(update_fields=["retried_at"])
    with tenancy.mall(failure.mall_id):
        record("support.display_retried", failure, actor=actor)
    return enqueue(RETRY, mall_id=failure.mall_id, failed_mall=failure.mall_id, slot=failure.slot_at.isoformat())


def refresh_again(mall_id: int, slot: dt.datetime) -> None:
    """Refresh one mall; raises FinalError where it fails again, so that the ledger shows it to staff too."""
    if refresh_malls([mall_id], slot).failed:
        failure = DisplayFailure.objects.get(mall_id=mall_id, slot_at=slot)
        raise FinalError(failure.error)
