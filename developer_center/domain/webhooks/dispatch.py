"""From the audit log to the ledger of deliveries.

Every entry that an app may hear of has a job in the ledger, written in the transaction of the change. Whichever of a
mall's jobs runs first does the work of all that wait, in the order they were written, and closes them in the same
transaction: so a later change never overtakes an earlier one of the same row, and nothing is told twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import connection, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import entry_of
from accounts.jobs import running_job_id
from accounts.models import AuditEntry, Job
from accounts.tenancy import current_mall_id
from developer_center.domain.webhooks.payloads.all import SOURCES
from developer_center.domain.webhooks.payloads.bulk import BULK_NUMBERS, reader_of
from developer_center.domain.webhooks.payloads.event import Event, Source
from developer_center.domain.webhooks.together import Group, groups_of
from developer_center.domain.webhooks.write import Listener, listener_of, listeners_in, send_soon, write
from developer_center.models import Installation

log = structlog.get_logger(__name__)

DISPATCH_TASK: Final = "developer_center.dispatch_webhooks"
ABOUT_ONE_APP: Final = "app.removed"
BATCH: Final = 200

Told = Iterator[tuple[Event, int | None, Listener]]


def somebody_listens(mall_id: int) -> bool:
    """Whether a change in the mall is worth a job; one query, asked wherever an entry is written."""
    return Installation.objects.filter(
        mall_id=mall_id, state=Installation.State.ACTIVE, receives_webhooks=True, app__webhook__is_enabled=True
    ).exists()


def somebody_hears(number: int, mall_id: int) -> bool:
    """The same of what happens too often to be written down for an app that did not tick this very event."""
    return Installation.objects.filter(
        mall_id=mall_id,
        state=Installation.State.ACTIVE,
        receives_webhooks=True,
        app__webhook__is_enabled=True,
        app__webhook__events__contains=[number],
    ).exists()


def dispatch() -> int:
    """Tell apps of all that waits in the mall that is acted for, until the running job is among what was closed.

    Answers how many deliveries were written. An entry whose payload cannot be made is left to staff as a failed job;
    the others go on.
    """
    written = 0
    while True:
        with tenancy.step():
            _one_at_a_time()
            jobs = _waiting_jobs()
            if not jobs:
                return written
            written += _tell(jobs)
        if running_job_id() in {None, *(job.pk for job in jobs)}:
            return written


def _one_at_a_time() -> None:
    digest = hashlib.sha256(f"webhooks:{current_mall_id()}".encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, "big", signed=True)])


def _waiting_jobs() -> list[Job]:
    """Also those that other workers hold: they wait for the lock, and then find them closed."""
    unfinished = [Job.State.WAITING, Job.State.RUNNING]
    rows = Job.objects.select_for_update(of=("self",)).filter(task=DISPATCH_TASK, mall_id=current_mall_id())
    return list(rows.filter(state__in=unfinished).order_by("pk")[:BATCH])


def _tell(jobs: list[Job]) -> int:
    batch = _Batch.of(jobs)
    written, done = 0, []
    for job in jobs:
        plan = batch.plan_for(job)
        try:
            if plan is not None:
                with transaction.atomic():
                    written += write(current_mall_id(), list(plan.told()))
        except Exception as error:
            log.exception("webhook_payload_failed", job_id=job.pk)
            _give_up(job, f"{type(error).__name__}: {error}")
        else:
            done.append(job.pk)
    if written:
        send_soon()
    Job.objects.filter(pk__in=done).update(
        state=Job.State.DONE, lease_until=None, finished_at=timezone.now(), last_error=""
    )
    return written


def _give_up(job: Job, error: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, lease_until=None, finished_at=timezone.now(), last_error=error[:4000]
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """Who hears of an entry: `together` with others as one bulk event, `singly` as the events of these numbers."""

    entry: AuditEntry
    source: Source
    group: Group | None
    together: list[Listener]
    singly: list[tuple[Listener, frozenset[int]]]

    def told(self) -> Told:
        """What each listener hears, in order."""
        if self.group is not None and self.together:
            event = self.group.event()
            for listener in self.together:
                yield event, self.entry.pk, listener
        wanted = frozenset().union(*(numbers for _one, numbers in self.singly))
        for event in self.source.build(self.entry, wanted) if wanted else ():
            for listener, numbers in self.singly:
                if event.number in numbers:
                    yield event, self.entry.pk, listener


@dataclass(frozen=True, slots=True)
class _Batch:
    """Entries by their jobs, in order, who listens, and which entries go together as one bulk event."""

    entries: dict[int, AuditEntry]
    listeners: list[Listener]
    groups: dict[int, Group]

    @classmethod
    def of(cls, jobs: list[Job]) -> _Batch:
        """What some jobs are about; nothing is looked up for bulk events that nobody hears of."""
        entries = _entries(jobs)
        listeners, rows = listeners_in(current_mall_id()), list(entries.values())
        is_wanted = any(one.numbers & BULK_NUMBERS for one in listeners)
        return cls(entries, listeners, groups_of(rows, reader_of(rows)) if is_wanted else {})

    def plan_for(self, job: Job) -> _Plan | None:
        """Who hears what of a job's entry; None where nobody does, or where it is gone."""
        entry = self.entries.get(job.pk)
        source = None if entry is None else SOURCES.get(entry.action)
        if entry is None or source is None:
            return None
        group, listeners = self.groups.get(entry.pk), self._listeners_of(entry)
        singly = [(one, _single_numbers(one, group) & source.numbers) for one in listeners]
        at_once = listeners if group is not None and entry is group.first else []
        together = [one for one in at_once if group is not None and group.together.number in one.numbers]
        plan = _Plan(entry, source, group, together, [(one, numbers) for one, numbers in singly if numbers])
        return plan if plan.together or plan.singly else None

    def _listeners_of(self, entry: AuditEntry) -> list[Listener]:
        if entry.action != ABOUT_ONE_APP:
            return self.listeners
        removed = listener_of(int(entry.object_id or 0))
        return [] if removed is None else [removed]


def _entries(jobs: list[Job]) -> dict[int, AuditEntry]:
    """The entry of each job: of the log, or the one that the job itself carries; those that are gone are left out."""
    logged = AuditEntry.objects.in_bulk([job.arguments["entry_id"] for job in jobs if "entry_id" in job.arguments])
    found = {}
    for job in jobs:
        said = job.arguments.get("entry")
        entry = entry_of(said) if said else logged.get(job.arguments["entry_id"])
        if entry is not None:
            found[job.pk] = entry
    return found


def _single_numbers(listener: Listener, group: Group | None) -> frozenset[int]:
    """An app that hears of many rows at once does not hear of each of them once more."""
    if group is None or group.together.number not in listener.numbers:
        return listener.numbers
    return listener.numbers - {group.together.instead_of}
