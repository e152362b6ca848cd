"""Bases of all Celery tasks: they claim their row, open what they may touch, and close or return the row."""

from __future__ import annotations

from contextvars import ContextVar

import structlog
from celery import Task
from django.db import connections

from accounts import tenancy
from accounts.jobs import ledger
from accounts.models import Job, Mall

log = structlog.get_logger(__name__)


_running_job_id: ContextVar[int | None] = ContextVar("running_job_id", default=None)


def running_job_id() -> int | None:
    """The row of the ledger that this code runs for, to report progress by; None outside of a task."""
    return _running_job_id.get()


def attempts_made() -> int:
    """Which attempt of the running job this is, from 1; 0 outside of a task."""
    return int(Job.objects.filter(pk=running_job_id() or 0).values_list("attempts", flat=True).first() or 0)


def is_last_attempt() -> bool:
    """Whether a failure now would be the last of the running job: what waits on it should then say so."""
    job = Job.objects.filter(pk=running_job_id() or 0).first()
    return job is None or job.attempts >= ledger.MAX_ATTEMPTS


def _close_old_connections() -> None:
    """Drop connections that broke or grew old, but none that a transaction around this call stands on."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


class PassingError(Exception):
    """Something outside is not there right now; the job goes back and runs later.

    `after_seconds` overrides the usual delay, for example with a Retry-After. `counts=False`: the job only waits
    for its turn, and may do so any number of times.
    """

    def __init__(self, message: str, *, after_seconds: float | None = None, counts: bool = True) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds
        self.counts = counts


class FinalError(Exception):
    """Trying again by itself would change nothing: the job stays failed, and staff see it on the page of what is stuck.

    The text is what they read. What the job had done until then is committed and stays.
    """


class LedgerTask(Task):  # type: ignore[type-arg]  # not generic at run time
    """Runs once per row of the ledger, however often its message is delivered."""

    abstract = True
    acks_late = True
    lease_seconds = ledger.LEASE_SECONDS

    def __call__(self, *, job_id: int) -> None:
        """Claim the row and run; a second delivery, a row not yet due or one already over does nothing."""
        _close_old_connections()
        if not Job.objects.filter(task=self.name).claim(job_id, lease_seconds=self.lease_seconds):
            log.info("job_not_claimed", task=self.name, job_id=job_id)
            return
        job = Job.objects.get(pk=job_id)
        names = {"job_id": job_id, "task": self.name, "mall_id": job.mall_id, "request_id": f"job-{job_id}"}
        with structlog.contextvars.bound_contextvars(**names):
            self.run_claimed(job)

    def run_claimed(self, job: Job) -> None:
        """Run a claimed row and write down how it ended."""
        token = _running_job_id.set(job.pk)
        try:
            self.work(job)
        except tenancy.MallGone:
            ledger.finish(job, state=Job.State.CANCELLED)
        except PassingError as error:
            log.warning("job_put_back", error=str(error))
            ledger.put_back(job, str(error), after_seconds=error.after_seconds, counts=error.counts)
        except FinalError as error:
            log.warning("job_given_up", error=str(error))
            ledger.give_up(job, str(error))
        except Exception as error:
            log.exception("job_failed")
            ledger.put_back(job, f"{type(error).__name__}: {error}")
        else:
            ledger.finish(job)
        finally:
            _running_job_id.reset(token)

    def work(self, job: Job) -> None:
        """What the subclass opens around `run`."""
        raise NotImplementedError


class PlatformTask(LedgerTask):
    """Touches the control plane only. `run` gets the row's arguments."""

    abstract = True

    def work(self, job: Job) -> None:
        self.run(**job.arguments)


class MallTask(LedgerTask):
    """Works for one mall, named but not open: each step of `run` opens the door with `tenancy.step()`.

    A mall that was deleted in the meantime gets nothing done; the row ends cancelled. A dormant one is served,
    because its data is still kept. Tasks that clean up after deletion set `runs_for_deleted`.
    """

    abstract = True
    runs_for_deleted = False

    def work(self, job: Job) -> None:
        if not self.runs_for_deleted and self._is_deleted(job):
            ledger.finish(job, state=Job.State.CANCELLED)
            return
        with tenancy.acting_for(self._mall_id(job), may_be_deleted=self.runs_for_deleted):
            self.run(**job.arguments)

    @staticmethod
    def _is_deleted(job: Job) -> bool:
        return job.mall is not None and job.mall.status == Mall.Status.DELETED

    @staticmethod
    def _mall_id(job: Job) -> int:
        if job.mall_id is None:
            raise ValueError(f"{job.task} works for a mall, but its row names none.")
        return int(job.mall_id)
