"""Work for later of PRO's own operations."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from accounts.jobs import FinalError, MallTask
from pro.domain.diagnose import run_operation
from pro.domain.promotion_products import DUE_TASK
from pro.models import OperationRun
from pro.operations import registry

PROMOTIONS: Final = "promotion-products"


@shared_task(name=DUE_TASK, base=MallTask)
def promotion_due_task(*, promotion_id: int, moment: str) -> None:
    """Begin or end what is due now: the job was written for the `moment` ("begin", "end") of one promotion."""
    run = run_operation(registry.diagnosing_one(PROMOTIONS), slot=f"promotion-{promotion_id}-{moment}")
    if run is not None and run.state == OperationRun.State.FAILED:
        raise FinalError(f"Failed: {run.key} {run.error}")
