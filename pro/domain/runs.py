"""Open a run, write down what it changed, close it: for every kind of PRO's work (R3.2).

A run's row is unique per operation and slot, and an item per thing it treats, so that a job which is delivered twice
or dies midway doubles nothing and loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import Actor, record
from pro.models import Operation, OperationRun, OperationRunItem
from pro.operations import registry
from pro.operations.base import Finding, Treated

Item = OperationRunItem


@transaction.atomic
def open_run(key: str, slot: str, **values: Any) -> OperationRun:
    """The run of an operation for an occasion, running; the one there is where it was opened before.

    `values` are further columns (`shop_no`, `request_id`, `job_id`). The mall is open. A run that is over stays so.
    """
    known, _is_new = OperationRun.objects.get_or_create(key=key, slot=slot, defaults={"area": _area_of(key), **values})
    run: OperationRun = OperationRun.objects.select_for_update().get(pk=known.pk)
    if run.state == OperationRun.State.SCHEDULED:
        run.state, run.started_at = OperationRun.State.RUNNING, timezone.now()
        run.save(update_fields=["state", "started_at"])
    return run


def note_finding(run: OperationRun, finding: Finding, *, total: int | None = None) -> None:
    """Write down what was found and how many things are to be treated."""
    run.finding = {"code": finding.code, "values": dict(finding.values)}
    run.total_items = len(finding.object_ids) if total is None else total
    run.save(update_fields=["finding", "total_items"])


@transaction.atomic
def note_item(run: OperationRun, object_type: str, object_id: int, treated: Treated) -> bool:
    """Write down one thing that was treated; False (and nothing written) where this run has treated it before."""
    row = _row(run, object_type, object_id, treated)
    return _note(run, row, changed_items=int(row.state == Item.State.CHANGED))


@transaction.atomic
def note_items(run: OperationRun, object_type: str, treated: Sequence[tuple[int, Treated]]) -> int:
    """Like note_item for many things of one type, in a few queries; answers how many were new to this run."""
    OperationRun.objects.select_for_update().get(pk=run.pk)
    ids = [object_id for object_id, _one in treated]
    known = set(
        Item.objects.filter(run=run, object_type=object_type, object_id__in=ids).values_list("object_id", flat=True)
    )
    rows = [_row(run, object_type, object_id, one) for object_id, one in treated if object_id not in known]
    Item.objects.bulk_create(rows)
    OperationRun.objects.filter(pk=run.pk).update(
        done_items=F("done_items") + len(rows),
        changed_items=F("changed_items") + sum(row.state == Item.State.CHANGED for row in rows),
    )
    return len(rows)


@transaction.atomic
def note_failure(run: OperationRun, object_type: str, object_id: int, *, label: str, error: str) -> bool:
    """Write down one thing that could not be treated, and why; False where this run has noted it before."""
    row = Item(
        run=run,
        object_type=object_type,
        object_id=object_id,
        label=label[:250],
        state=Item.State.FAILED,
        error=error[:2000],
    )
    return _note(run, row, failed_items=1)


def is_noted(run: OperationRun, object_type: str, object_id: int) -> bool:
    """Whether this run has dealt with a thing already."""
    return bool(Item.objects.filter(run=run, object_type=object_type, object_id=object_id).exists())


@transaction.atomic
def close_run(run: OperationRun, state: str = "", *, summary: Mapping[str, Any] | None = None, error: str = "") -> None:
    """End a run: done, partly done where something failed, or the state given; a second call changes nothing."""
    row = OperationRun.objects.select_for_update().get(pk=run.pk)
    if row.is_over:
        return
    row.state = state or (OperationRun.State.PARTLY if row.failed_items else OperationRun.State.DONE)
    row.summary, row.error, row.finished_at = dict(summary or {}), error[:4000], timezone.now()
    row.save(update_fields=["state", "summary", "error", "finished_at"])
    record(
        "pro.run_ended",
        row,
        actor=Actor.system(),
        after={"operation": row.key, "state": row.state, "changed": row.changed_items, "failed": row.failed_items},
    )
    run.refresh_from_db()


@transaction.atomic
def reopen_run(run: OperationRun) -> None:
    """Have a run that failed go on: what it has noted stays noted."""
    row = OperationRun.objects.select_for_update().get(pk=run.pk)
    row.state, row.summary, row.error, row.finished_at = OperationRun.State.RUNNING, {}, "", None
    row.save(update_fields=["state", "summary", "error", "finished_at"])
    run.refresh_from_db()


def _row(run: OperationRun, object_type: str, object_id: int, treated: Treated) -> OperationRunItem:
    is_changed = dict(treated.before) != dict(treated.after)
    return Item(
        run=run,
        object_type=object_type,
        object_id=object_id,
        label=treated.label[:250],
        state=Item.State.CHANGED if is_changed else Item.State.SAME,
        before=dict(treated.before),
        after=dict(treated.after),
    )


def _note(run: OperationRun, row: OperationRunItem, *, changed_items: int = 0, failed_items: int = 0) -> bool:
    if is_noted(run, row.object_type, row.object_id):
        return False
    row.save(force_insert=True)
    OperationRun.objects.filter(pk=run.pk).update(
        done_items=F("done_items") + 1,
        changed_items=F("changed_items") + changed_items,
        failed_items=F("failed_items") + failed_items,
    )
    return True


def _area_of(key: str) -> str:
    """Staff may have moved it to another area; code says it where the row is missing."""
    area = Operation.objects.filter(key=key).values_list("area", flat=True).first()
    return str(area or registry.line(key).area)
