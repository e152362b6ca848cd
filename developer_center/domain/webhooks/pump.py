"""Send what is due, many at a time, from one task.

Calls wait for other machines in threads; the database is asked from one thread only. While a receiver hangs, the pump
goes on claiming for all others, so a slow one costs a thread for five seconds and nobody else anything.
"""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.db.models import Min
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import Job
from developer_center.domain.webhooks.call import Reply, call, failed
from developer_center.domain.webhooks.claim import Claimed, claim_due, endpoints_with_work
from developer_center.domain.webhooks.settle import settle
from developer_center.domain.webhooks.write import DELIVER_TASK
from developer_center.models import WebhookDelivery

log = structlog.get_logger(__name__)

THREADS: Final = 16
LOOK_SECONDS: Final = 0.25
ACCEPT_SECONDS: Final = 20.0  # then another task goes on, so that a worker told to end need not wait long
LEASE_SECONDS: Final = 30
SOON: Final = dt.timedelta(minutes=2)
RESPITE: Final = dt.timedelta(seconds=5)
CLOSING: Final = 1


@dataclass(slots=True)
class _Turn:
    """One run of the pump."""

    job_id: int | None
    ends_at: float
    renewed_at: float = 0.0
    flying: dict[Future[Reply], tuple[Claimed, dt.datetime]] = field(default_factory=dict)

    def renew(self) -> None:
        """Keep the job ours; a killed pump's job is free again LEASE_SECONDS later."""
        if self.job_id is not None and time.monotonic() - self.renewed_at > 5:
            self.renewed_at = time.monotonic()
            lease_until = timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)
            Job.objects.filter(pk=self.job_id, state=Job.State.RUNNING).update(lease_until=lease_until)

    def close(self) -> None:
        """Say that nothing more is taken in; whoever wrote a delivery until now is seen by the look that follows."""
        Job.objects.filter(pk=self.job_id or 0).update(total_items=CLOSING)


def deliver(job_id: int | None) -> int:
    """Send all that is due and say how many attempts were made. Does nothing where another pump runs already.

    What is left, or due again within two minutes, gets a wake-up of its own; what is due later is found by the clock.
    """
    if _another_runs(job_id):
        return 0
    turn = _Turn(job_id, time.monotonic() + ACCEPT_SECONDS)
    made = 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="webhook") as pool:
        is_open = True
        while is_open or turn.flying:
            turn.renew()
            is_open = is_open and time.monotonic() < turn.ends_at
            if is_open:
                _take_off(turn, pool)
                is_open = bool(turn.flying)
            made += _land(turn)
    turn.close()
    _wake_next(is_moving=made > 0)
    return made


def _another_runs(job_id: int | None) -> bool:
    """One pump is enough. Of two that begin at once the older job goes on."""
    running = Job.objects.filter(task=DELIVER_TASK, state=Job.State.RUNNING, lease_until__gt=timezone.now())
    return job_id is not None and running.filter(pk__lt=job_id).exclude(total_items=CLOSING).exists()


def _take_off(turn: _Turn, pool: ThreadPoolExecutor) -> None:
    for claimed in claim_due(THREADS - len(turn.flying)):
        turn.flying[pool.submit(_send, claimed)] = (claimed, timezone.now())


def _send(claimed: Claimed) -> Reply:
    return call(claimed.letter())


def _land(turn: _Turn) -> int:
    """Wait a moment for answers and write down those that came."""
    done, _flying = wait(turn.flying, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
    for future in done:
        claimed, requested_at = turn.flying.pop(future)
        error = future.exception()
        if error is not None:
            log.error("webhook_call_failed", delivery_id=claimed.delivery.pk, exc_info=error)
        settle(claimed, failed(error) if error else future.result(), requested_at=requested_at)
    return len(done)


def _wake_next(*, is_moving: bool) -> None:
    """Have the pump run again when the next delivery is due, unless a job for that waits already."""
    now = timezone.now()
    if endpoints_with_work():
        # Nothing could be claimed although it is due: another worker holds it, or held it when it died.
        enqueue(DELIVER_TASK, run_after=None if is_moving else now + RESPITE)
        return
    soon = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.WAITING, next_attempt_at__gt=now, next_attempt_at__lte=now + SOON
    )
    due_at = soon.aggregate(at=Min("next_attempt_at"))["at"]
    if due_at is None:
        return
    waiting = Job.objects.filter(task=DELIVER_TASK, state=Job.State.WAITING, run_after__lte=due_at)
    if not waiting.exists():
        enqueue(DELIVER_TASK, run_after=due_at)
