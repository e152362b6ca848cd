"""The job ledger's doors: `enqueue` for one piece of work, `daily`/`every` for a schedule, bases for tasks."""

from accounts.jobs.ledger import enqueue, enqueue_many, finish_inside, report_progress, retry_job, waking_at_the_end
from accounts.jobs.schedule import CatchUp, daily, every
from accounts.jobs.tasks import (
    FinalError,
    MallTask,
    PassingError,
    PlatformTask,
    attempts_made,
    is_last_attempt,
    running_job_id,
)

__all__ = [
    "CatchUp",
    "FinalError",
    "MallTask",
    "PassingError",
    "PlatformTask",
    "attempts_made",
    "daily",
    "enqueue",
    "enqueue_many",
    "every",
    "finish_inside",
    "is_last_attempt",
    "report_progress",
    "retry_job",
    "running_job_id",
    "waking_at_the_end",
]
