"""Write jobs into the ledger, wake workers, and close what they ran."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from accounts.models import Job
from accounts.models.job import JobQuerySet
from cafe24clone.celery import app as celery_app

log = structlog.get_logger(__name__)

FIRST_RETRY_SECONDS = 15
LONGEST_RETRY_SECONDS = 6 * 3600
MAX_ATTEMPTS = 12
LEASE_SECONDS = 300
ROWS_PER_STATEMENT = 500

_kept: ContextVar[dict[object, Job] | None] = ContextVar("kept_wake_up_calls", default=None)


def enqueue(task: str, *, mall_id: int | None = None, run_after: dt.datetime | None = None, **arguments: Any) -> Job:
    """Have a task run after the surrounding transaction commits, or never where it rolls back.

    `arguments` are JSON values (ids travel, objects stay). A wake-up that Redis misses is made up by the clock.
    """
    job = Job.objects.create(task=task, mall_id=mall_id, arguments=arguments, run_after=run_after or timezone.now())
    if run_after is None:
        transaction.on_commit(lambda: _wake_or_keep([job], wakes_one=False))
    return job


def enqueue_many(
    task: str, arguments: Iterable[Mapping[str, Any]], *, mall_id: int | None = None, wakes_one: bool = False
) -> list[Job]:
    """Have a task run once per entry of `arguments` after the commit, written with a statement for 500 jobs.

    `wakes_one`: one run does the work of all that wait, so only the last job's worker is called.
    """
    jobs = Job.objects.bulk_create(
        [Job(task=task, mall_id=mall_id, arguments=dict(values)) for values in arguments],
        batch_size=ROWS_PER_STATEMENT,
    )
    called = jobs[-1:] if wakes_one else jobs
    transaction.on_commit(lambda: _wake_or_keep(called, wakes_one=wakes_one))
    return jobs


@contextmanager
def waking_at_the_end() -> Iterator[None]:
    """Keep the wake-up calls of the transactions inside until all are over: a step for many rows, one commit each.

    What one run does for all that wait is then called once, and finds all of it. A process that dies inside leaves its
    jobs to the clock.
    """
    kept: dict[object, Job] = {}
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
        wake_all(list(kept.values()))


def _wake_or_keep(jobs: Sequence[Job], *, wakes_one: bool) -> None:
    kept = _kept.get()
    if kept is None:
        wake_all(jobs)
        return
    for job in jobs:
        kept[(job.task, job.mall_id) if wakes_one else job.pk] = job


def wake(job: Job) -> bool:
    """Send the wake-up call. False where the broker is away: the row stays, and the clock calls again."""
    return wake_all([job]) == 1


def wake_all(jobs: Sequence[Job]) -> int:
    """Send wake-up calls and say how many went out; the clock calls those again that the broker did not take."""
    sent: list[int] = []
    try:
        for job in jobs:
            celery_app.send_task(job.task, kwargs={"job_id": job.pk}, retry=False)
            sent.append(job.pk)
    except (BrokerError, RedisError, OSError) as error:
        log.warning("broker_away", task=jobs[len(sent)].task, job_id=jobs[len(sent)].pk, error=str(error))
    if sent:
        Job.objects.filter(pk__in=sent).update(woken_at=timezone.now())
    return len(sent)


def finish(job: Job, *, state: str = Job.State.DONE) -> None:
    """Close a job that this worker still holds; a worker whose lease was taken over changes nothing.

    The next slot of the same schedule, which had to wait for this one, is woken.
    """
    held(job).update(state=state, lease_until=None, finished_at=timezone.now(), last_error="")
    wake_next_slot(job)


def finish_inside(job_id: int | None) -> bool:
    """Close a running job in the present transaction, so that what is written in it is written once.

    False where the job is over already: whoever ran it before has done the work. No job: True, nothing to close.
    """
    if job_id is None:
        return True
    job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.RUNNING).first()
    if job is None:
        return False
    finish(job)
    return True


def put_back(job: Job, error: str, *, after_seconds: float | None = None, counts: bool = True) -> None:
    """Return a job to the ledger after a failure; after MAX_ATTEMPTS it stays failed for staff to look at.

    `counts=False` is for a job that merely waits its turn: the attempt is not held against it.
    """
    now = timezone.now()
    is_over = counts and job.attempts >= MAX_ATTEMPTS
    delay = retry_delay_seconds(job.attempts) if after_seconds is None else after_seconds
    held(job).update(
        state=Job.State.FAILED if is_over else Job.State.WAITING,
        attempts=job.attempts if counts else F("attempts") - 1,
        lease_until=None,
        woken_at=None,
        run_after=now + dt.timedelta(seconds=delay),
        finished_at=now if is_over else None,
        last_error=error[:4000],
    )
    if is_over:
        wake_next_slot(job)


def give_up(job: Job, error: str) -> None:
    """Close a job as failed at once, for staff to look at; they may have it run again."""
    held(job).update(state=Job.State.FAILED, lease_until=None, finished_at=timezone.now(), last_error=error[:4000])
    wake_next_slot(job)


def held(job: Job) -> JobQuerySet:
    """The row while this worker's own claim on it stands; its start time tells one claim from the next."""
    return Job.objects.filter(pk=job.pk, started_at=job.started_at, state=Job.State.RUNNING)


def wake_next_slot(job: Job) -> None:
    """Slots of one schedule run in order: tell the next one that it is its turn."""
    if job.slot_at is None:
        return
    same_mall = Q(mall__isnull=True) if job.mall_id is None else Q(mall_id=job.mall_id)
    later = Job.objects.due(timezone.now()).filter(same_mall, task=job.task, slot_at__gt=job.slot_at)
    following = later.order_by("slot_at").first()
    if following is not None:
        transaction.on_commit(lambda: wake(following))


def retry_delay_seconds(attempts: int) -> float:
    """15 s, 45 s, 2 min 15 s ... at most 6 h, by the number of attempts made."""
    return float(min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 3 ** (max(attempts, 1) - 1)))


def report_progress(job_id: int | None, done: int, total: int) -> None:
    """Move a job's progress bar and renew its lease; commits on its own when called outside a door.

    No job: nothing to report.
    """
    if job_id is not None:
        lease_until = timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)
        Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(
            done_items=done, total_items=total, lease_until=lease_until
        )


def retry_job(job_id: int) -> bool:
    """Run a stuck job again now, with its attempts counted anew (staff). False where it is running or done."""
    changed = Job.objects.filter(pk=job_id, state__in=[Job.State.FAILED, Job.State.WAITING]).update(
        state=Job.State.WAITING, attempts=0, run_after=timezone.now(), lease_until=None, woken_at=None, finished_at=None
    )
    if changed:
        job = Job.objects.get(pk=job_id)
        transaction.on_commit(lambda: wake(job))
    return bool(changed)
