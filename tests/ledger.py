"""Run the job ledger inside a test, as a worker would, without a worker."""

from __future__ import annotations

from django.utils import timezone

from accounts.jobs.tasks import LedgerTask
from accounts.models import Job
from cafe24clone.celery import app

MOST_JOBS = 500


def run_due_jobs(task: str = "") -> int:
    """Run every due row (of one task), and those that these runs write, until none is left; say how many ran.

    Rows are claimed and closed by the task's own base, so a row that fails is put back with a later time and its
    state tells. A row whose task no worker knows raises.
    """
    app.loader.import_default_modules()
    count = 0
    while count < MOST_JOBS:
        due = Job.objects.due(timezone.now()).order_by("run_after", "id")
        job = (due.filter(task=task) if task else due).first()
        if job is None:
            return count
        runner = app.tasks[job.task]
        assert isinstance(runner, LedgerTask), f"{job.task} is not a ledger task"
        runner(job_id=job.pk)
        count += 1
    raise AssertionError(f"More than {MOST_JOBS} jobs: does a job write itself again?")
