"""A row is the truth and a message only a wake-up call (design 4, security.md F4, F5)."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import time_machine
from django.db import connections, transaction
from django.utils import timezone

from accounts.jobs import enqueue, report_progress, retry_job
from accounts.jobs.ledger import MAX_ATTEMPTS, finish, retry_delay_seconds
from accounts.models import Job, Mall
from tests.accounts.jobs import trial_tasks

NOON = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)


def job_for(task: str, **arguments: object) -> Job:
    return Job.objects.create(task=task, arguments=arguments)


def attempt(job: Job, seconds_later: float = 0) -> Job:
    """Deliver the job's message, as late as is said."""
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=seconds_later), tick=False):
        trial_tasks.app.tasks[job.task](job_id=job.pk)
    job.refresh_from_db()
    return job


def test_eight_workers_claim_a_row_once(committed):
    job = job_for("trial.append")
    barrier = threading.Barrier(8)

    def claim(_number: int) -> bool:
        barrier.wait()
        try:
            return Job.objects.claim(job.pk, lease_seconds=60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claim, range(8))) == [False] * 7 + [True]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.RUNNING, 1)


def test_three_deliveries_have_one_effect(db, tmp_path):
    job = job_for("trial.append", path=str(tmp_path / "log"))
    for _delivery in range(3):
        attempt(job)
    assert (tmp_path / "log").read_text() == "ran started\nran ended\n"
    assert job.state == Job.State.DONE


def test_a_row_in_other_hands_is_free_again_when_its_lease_runs_out(db):
    job = job_for("trial.append")
    with time_machine.travel(NOON, tick=False):
        Job.objects.filter(pk=job.pk).update(run_after=NOON)
        assert Job.objects.claim(job.pk, lease_seconds=60)
    with time_machine.travel(NOON + dt.timedelta(seconds=59), tick=False):
        assert not Job.objects.claim(job.pk, lease_seconds=60)
    with time_machine.travel(NOON + dt.timedelta(seconds=61), tick=False):
        assert Job.objects.claim(job.pk, lease_seconds=60)


def test_a_worker_whose_lease_was_taken_over_closes_nothing(db):
    job = job_for("trial.append")
    Job.objects.claim(job.pk, lease_seconds=-1)
    slow = Job.objects.get(pk=job.pk)
    assert Job.objects.claim(job.pk, lease_seconds=60)
    finish(slow)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


def test_progress_renews_the_lease(db):
    job = job_for("trial.append")
    Job.objects.claim(job.pk, lease_seconds=5)
    report_progress(job.pk, 3, 10)
    job.refresh_from_db()
    assert job.percent_done == 30
    assert job.lease_until > timezone.now() + dt.timedelta(seconds=60)


def test_a_job_of_a_rolled_back_transaction_never_runs(committed, tmp_path):
    with transaction.atomic():
        enqueue("trial.append", path=str(tmp_path / "log"))
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_failures_come_back_later_and_later_and_then_wait_for_people(db):
    job = job_for("trial.fail")
    delays = []
    for _attempt in range(MAX_ATTEMPTS):
        before = timezone.now()
        job = attempt(job, max(0.0, (job.run_after - before).total_seconds() + 1))
        if job.state == Job.State.WAITING:
            delays.append(retry_delay_seconds(job.attempts))
    assert delays == [15, 45, 135, 405, 1215, 3645, 10935, 21600, 21600, 21600, 21600]
    assert (job.state, job.attempts, job.last_error) == (Job.State.FAILED, 12, "RuntimeError: no luck")
    assert job in Job.objects.stuck()


def test_a_job_that_gives_up_waits_for_people_at_once_and_may_run_again(db, tmp_path):
    job = attempt(job_for("trial.give_up", path=str(tmp_path / "log")))
    assert (job.state, job.attempts, job.last_error) == (Job.State.FAILED, 1, "two of three could not be done")
    assert job.finished_at is not None
    assert job in Job.objects.stuck()
    assert attempt(job).attempts == 1
    Job.objects.filter(pk=job.pk).update(arguments={"path": str(tmp_path / "log"), "is_mended": True})
    assert retry_job(job.pk)
    assert attempt(job).state == Job.State.DONE
    assert (tmp_path / "log").read_text() == "ran started\nran ended\n" * 2


def test_waiting_for_its_turn_is_not_held_against_a_job(db):
    job = job_for("trial.wait")
    for _attempt in range(20):
        job = attempt(job, 8 if job.attempts else max(0.0, (job.run_after - timezone.now()).total_seconds() + 1))
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)


def test_staff_set_a_failed_job_going_again(db, tmp_path):
    job = job_for("trial.append", path=str(tmp_path / "log"))
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, attempts=12)
    assert retry_job(job.pk)
    assert attempt(job).state == Job.State.DONE
    assert not retry_job(job.pk)


def test_a_job_of_a_deleted_mall_is_cancelled(mall, tmp_path):
    """R0.74."""
    job = Job.objects.create(task="trial.mall", mall=mall, arguments={"path": str(tmp_path / "log")})
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DELETED)
    assert attempt(job).state == Job.State.CANCELLED
    assert not (tmp_path / "log").exists()
