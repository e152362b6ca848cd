"""PRO looks through a mall and does what is needed, one operation after another (R3.86 to R3.88)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from functools import partial
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import FinalError, PassingError, enqueue, report_progress, running_job_id
from pro.domain.credits import spend
from pro.domain.runs import close_run, is_noted, note_failure, note_finding, note_item, open_run, reopen_run
from pro.domain.switches import may_run
from pro.models import Contract, MessageCredit, OperationRun, OperationSwitch
from pro.operations import registry
from pro.operations.base import Diagnosing, Finding, NotTreatable

log = structlog.get_logger(__name__)

DIAGNOSE_MALL: Final = "pro.diagnose_mall"
UNEXPECTED: Final = "unexpected"
MOST_MISTAKES: Final = 3  # in one run: the next things would fail the same way
THINGS_BETWEEN_LEASES: Final = 50
# Not a mistake of the operation: the job goes back and goes on where it was.
PASSING: Final = (PassingError, tenancy.MallGone, OperationalError, InterfaceError)


def wake_malls(day: dt.date) -> int:
    """Enqueue the day's diagnosis of each mall that PRO works for; answers how many."""
    mall_ids = list(Contract.objects.active().order_by("mall_id").values_list("mall_id", flat=True))
    for mall_id in mall_ids:
        enqueue(DIAGNOSE_MALL, mall_id=mall_id, day=day.isoformat())
    return len(mall_ids)


def diagnose_mall(day: dt.date) -> None:
    """Run the day's operations of the mall that is acted for, in order; a second call does only what is left.

    A mistake in one operation ends its run as failed and does not keep the others from running. Raises FinalError
    behind the last one, naming what failed with its reference in the log; run again, only that is tried anew.
    """
    operations = list(registry.diagnosing())
    failed: list[str] = []
    for place, operation in enumerate(operations):
        still_running = partial(report_progress, running_job_id(), place, len(operations))
        still_running()
        run = run_operation(operation, slot=day.isoformat(), still_running=still_running)
        if run is not None and run.state == OperationRun.State.FAILED:
            failed.append(f"{run.key} {run.error}")
    report_progress(running_job_id(), len(operations), len(operations))
    if failed:
        raise FinalError(f"Failed: {'; '.join(failed)}")


def run_operation(
    operation: Diagnosing, *, slot: str, still_running: Callable[[], None] = lambda: None
) -> OperationRun | None:
    """Diagnose and treat; None where it may not run or there is nothing to do.

    Each thing commits on its own, and OFF or the contract's end in between stops the rest (R3.100). A mistake ends
    the run as failed, with the reference under which it stands in the log; a call for a failed run tries it again.
    `still_running` is called now and then, outside every door, to renew a lease.
    """
    reference = f"PRO-{secrets.token_hex(4).upper()}"
    try:
        run, finding = _begin(operation, slot)
    except PASSING:
        raise
    except Exception:
        log.exception("diagnosis_failed", operation=operation.line.key, reference=reference)
        return _fail(operation.line.key, slot, reference)
    if run is None or finding is None:
        return run
    mistakes = 0
    for number, object_id in enumerate(finding.object_ids, start=1):
        with tenancy.step():
            if not may_run(operation.line.key):
                close_run(run, OperationRun.State.OFF)
                break
            mistakes += not _treat(operation, run, object_id, reference)
        if mistakes >= MOST_MISTAKES:
            break
        if number % THINGS_BETWEEN_LEASES == 0:
            still_running()
    return _close(run, reference if mistakes else "")


def _begin(operation: Diagnosing, slot: str) -> tuple[OperationRun | None, Finding | None]:
    key = operation.line.key
    with tenancy.step():
        known = OperationRun.objects.filter(key=key, slot=slot).first()
        has_failed = known is not None and known.state == OperationRun.State.FAILED
        if (known is not None and known.is_over and not has_failed) or not may_run(key):
            return known, None
        OperationSwitch.objects.update_or_create(key=key, defaults={"checked_at": timezone.now()})
        finding = operation.diagnose()
        if finding is None and known is None:
            return None, None
        run = open_run(key, slot, job_id=running_job_id())
        if has_failed:
            reopen_run(run)
        if finding is None:  # an earlier try had treated all of it
            close_run(run)
            return run, None
        if not run.finding:
            note_finding(run, finding)
        return run, finding


def _treat(operation: Diagnosing, run: OperationRun, object_id: int, reference: str) -> bool:
    """Treat one thing and note it; False where a mistake was made."""
    object_type = operation.object_type
    if is_noted(run, object_type, object_id):
        return True
    number = f"{object_type} {object_id}"
    try:
        with tenancy.step():  # a savepoint: what cannot be treated leaves nothing behind
            treated = operation.treat(object_id)
    except NotTreatable as error:
        note_failure(run, object_type, object_id, label=error.label or number, error=str(error))
    except PASSING:
        raise
    except Exception:
        log.exception("treatment_failed", operation=run.key, object=number, reference=reference)
        note_failure(run, object_type, object_id, label=number, error=UNEXPECTED)
        return False
    else:
        if note_item(run, object_type, object_id, treated) and treated.mails:
            spend(run, MessageCredit.Kind.MAIL, treated.mails)
    return True


def _close(run: OperationRun, reference: str) -> OperationRun:
    """End a run that went through its things; one that was turned off on the way stays so."""
    if reference and not run.is_over:
        return _fail(run.key, run.slot, reference)
    with tenancy.step():
        close_run(run)
    return run


def _fail(key: str, slot: str, reference: str) -> OperationRun:
    """End a run as failed; one that died before it was there is made for it."""
    with tenancy.step():
        run = open_run(key, slot, job_id=running_job_id())
        if run.is_over:
            reopen_run(run)
        summary = {"code": UNEXPECTED, "values": {"reference": reference}}
        close_run(run, OperationRun.State.FAILED, summary=summary, error=reference)
    return run
