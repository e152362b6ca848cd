"""The life of a work request: received, checked by support or passed by the setting, running, ended (R3.89).

Every step locks the head, so that two people who decide at once, of support or of the mall, decide once; each leaves
an entry in the mall's log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.business_days import business_days_after
from accounts.domain.dormancy import page_url
from accounts.jobs import enqueue
from accounts.jobs.schedule import SEOUL
from accounts.models import User
from accounts.outbox import Mail, post
from accounts.tenancy import current_mall_id
from pro.domain.switches import hold_mall, may_run
from pro.models import WorkRequest, WorkRequestBody, WorkRequestRow
from pro.models.request import KEYS

RUN_TASK: Final = "pro.run_request"
Kind = WorkRequest.Kind
State = WorkRequest.State


class RequestRefused(Exception):
    """Nothing was filed. `reason` is not_running, or one of the kind's own (`pro.request_words.REFUSALS`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongState(Exception):
    """Somebody else was faster: the request is in `state` by now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and the language they read."""

    actor: Actor
    language: str


@dataclass(frozen=True, slots=True)
class Row:
    """A product of a request; one with errors is refused at once, the others go on."""

    cells: Mapping[str, Any]
    row_no: int
    errors: Mapping[str, str] = field(default_factory=dict)
    flags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """Overseas shops that offer the products, and whether the base shop does too (R3.28 to R3.30)."""

    shops: Sequence[int] = ()
    sells_in_base: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    kind: str
    where: Where
    payload: Mapping[str, Any] = field(default_factory=dict)
    file_name: str = ""
    rows: Sequence[Row] = ()


@transaction.atomic
def file_request(wish: Wish, *, asker: Asker) -> WorkRequest:
    """Write a request of the open mall down; a kind that passes by itself (PRO_REQUESTS_PASS) runs at once.

    Raises RequestRefused where PRO may not do this in the mall now.
    """
    mall_id = current_mall_id()
    hold_mall(mall_id)  # numbers are given one by one
    if not may_run(KEYS[wish.kind]):
        raise RequestRefused("not_running")
    last = WorkRequest.objects.filter(mall_id=mall_id).aggregate(last=Max("number"))["last"] or 0
    bad = sum(bool(row.errors) for row in wish.rows)
    request = WorkRequest.objects.create(
        mall_id=mall_id,
        number=last + 1,
        kind=wish.kind,
        requested_by=asker.actor.id or 0,
        language=asker.language,
        total_rows=len(wish.rows),
        failed_rows=bad,
        due_at=_due_at(),
    )
    WorkRequestBody(
        request_id=request.pk,
        payload=dict(wish.payload),
        note=wish.where.note,
        shops=sorted(wish.where.shops),
        sells_in_base=wish.where.sells_in_base,
        file_name=wish.file_name[:120],
    ).save(force_insert=True)
    WorkRequestRow.objects.bulk_create([_row(request, row) for row in wish.rows], batch_size=500)
    after = {"number": request.number, "kind": wish.kind, "rows": len(wish.rows)}
    record("work_request.filed", request, actor=asker.actor, after=after)
    if wish.kind in settings.PRO_REQUESTS_PASS:
        _start(request, actor=Actor.system())
    return request


def begin_check(request_id: int, *, actor: Actor) -> WorkRequest:
    """Support takes a request up. Raises WrongState."""
    with _decided(request_id, {State.RECEIVED}) as request:
        request.state, request.checked_by, request.checked_at = State.CHECKING, actor.id, timezone.now()
        request.save(update_fields=["state", "checked_by", "checked_at"])
        record("work_request.check_began", request, actor=actor, after={"number": request.number})
    return request


def let_run(request_id: int, *, actor: Actor) -> WorkRequest:
    """Support has checked it: it runs. Raises WrongState."""
    with _decided(request_id, {State.RECEIVED, State.CHECKING}) as request:
        request.decided_by = actor.id
        _start(request, actor=actor)
    return request


def refuse(request_id: int, reason: str, *, actor: Actor) -> WorkRequest:
    """Support refuses with a reason, which whoever asked reads in a mail and on the page. Raises WrongState."""
    with _decided(request_id, {State.RECEIVED, State.CHECKING}) as request:
        request.state, request.reason, request.decided_by = State.REFUSED, reason, actor.id
        request.decided_at = request.finished_at = timezone.now()
        request.save(update_fields=["state", "reason", "decided_by", "decided_at", "finished_at"])
        record("work_request.refused", request, actor=actor, after={"number": request.number}, reason=reason)
        _tell(request)
    return request


@transaction.atomic
def withdraw(request_id: int, *, actor: Actor) -> WorkRequest:
    """The open mall takes a request back that support has not decided about yet; nothing was done for it.

    The account that an import chose stays chosen (R3.21). Raises WrongState, and DoesNotExist for another mall's.
    """
    request = WorkRequest.objects.select_for_update().get(pk=request_id, mall_id=current_mall_id())
    if not request.waits:
        raise WrongState(request.state)
    request.state, request.finished_at = State.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "finished_at"])
    record("work_request.withdrawn", request, actor=actor, after={"number": request.number})
    return request


@transaction.atomic
def finish(request_id: int, *, reason_code: str = "") -> WorkRequest:
    """End a request that ran, by its counters: done; partly where something failed or was cut short; else refused.

    In the open mall. A second call changes nothing.
    """
    request = WorkRequest.objects.select_for_update().get(pk=request_id, mall_id=current_mall_id())
    if request.is_over:
        return request
    if not request.failed_rows and not reason_code:
        request.state = State.DONE
    else:
        request.state = State.PARTLY if request.done_rows else State.REFUSED
    request.reason_code, request.finished_at = reason_code, timezone.now()
    request.save(update_fields=["state", "reason_code", "finished_at"])
    after = {"number": request.number, "state": request.state, "done": request.done_rows, "failed": request.failed_rows}
    record("work_request.ended", request, actor=Actor.system(), after=after)
    _tell(request)
    return request


def running_request(request_id: int) -> tuple[WorkRequest, WorkRequestBody] | None:
    """Head and body of a request that is to run or runs; None where it is over. In the open mall."""
    request = WorkRequest.objects.filter(pk=request_id, mall_id=current_mall_id(), state=State.RUNNING).first()
    body = WorkRequestBody.objects.filter(request_id=request_id).first()
    return (request, body) if request is not None and body is not None else None


@contextmanager
def _decided(request_id: int, states: set[str]) -> Iterator[WorkRequest]:
    """Open the mall of a request and lock its head, which must be in one of the states."""
    mall_id = WorkRequest.objects.values_list("mall_id", flat=True).get(pk=request_id)
    with tenancy.mall(mall_id):
        request = WorkRequest.objects.select_for_update().get(pk=request_id)
        if request.state not in states:
            raise WrongState(request.state)
        yield request


def _start(request: WorkRequest, *, actor: Actor) -> None:
    job = enqueue(RUN_TASK, mall_id=request.mall_id, request_id=request.pk)
    request.state, request.decided_at, request.job_id = State.RUNNING, timezone.now(), job.pk
    request.save(update_fields=["state", "decided_at", "decided_by", "job_id"])
    record("work_request.let_run", request, actor=actor, after={"number": request.number})


def _row(request: WorkRequest, row: Row) -> WorkRequestRow:
    state = WorkRequestRow.State.FAILED if row.errors else WorkRequestRow.State.WAITING
    return WorkRequestRow(
        request_id=request.pk,
        row_no=row.row_no,
        cells=dict(row.cells),
        state=state,
        errors=dict(row.errors),
        flags=list(row.flags),
    )


def _due_at() -> dt.datetime:
    """The end of the business day by which support decides, in Seoul."""
    day = business_days_after(timezone.localdate(timezone=SEOUL), settings.PRO_REQUEST_BUSINESS_DAYS)
    return dt.datetime.combine(day, dt.time(18, 0), SEOUL)


def _tell(request: WorkRequest) -> None:
    user = User.objects.filter(pk=request.requested_by, is_active=True).first()
    if user is None or not user.email:
        return
    context = {"work_request": request, "action_url": f"{page_url('pro:requests')}{request.number}/"}
    post(Mail("pro_request", user.email, user.language or request.language, context, mall_id=request.mall_id))
