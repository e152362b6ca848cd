"""PRO looks through a mall and does what is needed, one operation after another (R3.86 to R3.88)."""

from __future__ import annotations

import datetime as dt

import structlog
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue, report_progress, running_job_id
from pro.domain.runs import close_run, is_noted, note_failure, note_finding, note_item, open_run
from pro.domain.switches import may_run
from pro.models import Contract, OperationRun, OperationSwitch
from pro.operations import registry
from pro.operations.base import Diagnosing, Finding, NotTreatable

log = structlog.get_logger(__name__)

DIAGNOSE_MALL = "pro.diagnose_mall"


def wake_malls(day: dt.date) -> int:
    """Enqueue the day's diagnosis of each mall that PRO works for; answers how many."""
    mall_ids = list(Contract.objects.active().order_by("mall_id").values_list("mall_id", flat=True))
    for mall_id in mall_ids:
        enqueue(DIAGNOSE_MALL, mall_id=mall_id, day=day.isoformat())
    return len(mall_ids)


def diagnose_mall(day: dt.date) -> None:
    """Run the day's operations of the mall that is acted for, in order; a second call does only what is left.

    A mistake in one operation is noted in its run and does not keep the others from running.
    """
    operations = list(registry.diagnosing())
    for place, operation in enumerate(operations):
        run_operation(operation, slot=day.isoformat())
        report_progress(running_job_id(), place + 1, len(operations))


def run_operation(operation: Diagnosing, *, slot: str) -> OperationRun | None:
    """Diagnose and treat; None where it may not run or there is nothing to do.

    Each thing commits on its own, and OFF or the contract's end in between stops the rest (R3.100).
    """
    run, finding = _begin(operation, slot)
    if run is None or finding is None:
        return run
    for object_id in finding.object_ids:
        with tenancy.step():
            if not may_run(operation.line.key):
                close_run(run, OperationRun.State.OFF)
                return run
            _treat(operation, run, object_id)
    with tenancy.step():
        close_run(run)
    return run


def _begin(operation: Diagnosing, slot: str) -> tuple[OperationRun | None, Finding | None]:
    key = operation.line.key
    with tenancy.step():
        known = OperationRun.objects.filter(key=key, slot=slot).first()
        if (known is not None and known.is_over) or not may_run(key):
            return known, None
        OperationSwitch.objects.update_or_create(key=key, defaults={"checked_at": timezone.now()})
        finding = operation.diagnose()
        if finding is None and known is None:
            return None, None
        run = open_run(key, slot, job_id=running_job_id())
        if finding is None:  # an earlier try had treated all of it
            close_run(run)
            return run, None
        if known is None:
            note_finding(run, finding)
        return run, finding


def _treat(operation: Diagnosing, run: OperationRun, object_id: int) -> None:
    if is_noted(run, operation.object_type, object_id):
        return
    try:
        with tenancy.step():  # a savepoint: what cannot be treated leaves nothing behind
            treated = operation.treat(object_id)
    except NotTreatable as error:
        note_failure(
            run, operation.object_type, object_id, label=f"{operation.object_type} {object_id}", error=str(error)
        )
    else:
        note_item(run, operation.object_type, object_id, treated)
