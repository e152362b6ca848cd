"""From the audit log to the ledger of deliveries.

Every entry that an app may hear of has a job in the ledger, written in the transaction of the change. Whichever of a
mall's jobs runs first does the work of all that wait, in the order they were written, and closes them in the same
transaction: so a later change never overtakes an earlier one of the same row, and nothing is told twice.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import connection, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import running_job_id
from accounts.models import AuditEntry, Job
from accounts.tenancy import current_mall_id
from developer_center.domain.webhooks.payloads.all import SOURCES
from developer_center.domain.webhooks.payloads.event import Event, Source
from developer_center.domain.webhooks.payloads.products import BULK_ACTION, bulk_edited
from developer_center.domain.webhooks.write import Listener, listener_of, listeners_in, write
from developer_center.models import Installation
from developer_center.webhook_events import PRODUCT_EDITED, PRODUCTS_BULK_EDITED

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
    entries = AuditEntry.objects.in_bulk([job.arguments["entry_id"] for job in jobs])
    batch = _Batch(listeners_in(current_mall_id()), _bulk_edits(list(entries.values())))
    written, done = 0, []
    for job in jobs:
        entry = entries.get(job.arguments["entry_id"])
        try:
            with transaction.atomic():
                written += 0 if entry is None else write(current_mall_id(), list(batch.told(entry)))
        except Exception as error:
            log.exception("webhook_payload_failed", job_id=job.pk, entry_id=job.arguments["entry_id"])
            _give_up(job, f"{type(error).__name__}: {error}")
        else:
            done.append(job.pk)
    Job.objects.filter(pk__in=done).update(
        state=Job.State.DONE, lease_until=None, finished_at=timezone.now(), last_error=""
    )
    return written


def _give_up(job: Job, error: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, lease_until=None, finished_at=timezone.now(), last_error=error[:4000]
    )


def _bulk_edits(entries: list[AuditEntry]) -> dict[str, list[AuditEntry]]:
    """Products that one request changed together, by the request's id; single ones are left out."""
    found: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        if entry.action == BULK_ACTION and entry.request_id:
            found[entry.request_id].append(entry)
    return {key: rows for key, rows in found.items() if len({row.object_id for row in rows}) > 1}


@dataclass(frozen=True, slots=True)
class _Batch:
    """Who listens, and which entries go together as one bulk edit."""

    listeners: list[Listener]
    bulk: dict[str, list[AuditEntry]]

    def told(self, entry: AuditEntry) -> Told:
        """What each listener hears of an entry."""
        source = SOURCES.get(entry.action)
        listeners = self._listeners_of(entry)
        wanted = frozenset().union(*(one.numbers for one in listeners))
        if source is None or not wanted & source.numbers:
            return
        together = self.bulk.get(entry.request_id, []) if entry.action == BULK_ACTION else []
        if together and entry is together[0]:
            yield from _told_at_once(bulk_edited(together), entry, listeners)
        yield from _told_singly(source, entry, listeners, is_bulk=bool(together))

    def _listeners_of(self, entry: AuditEntry) -> list[Listener]:
        if entry.action != ABOUT_ONE_APP:
            return self.listeners
        removed = listener_of(int(entry.object_id or 0))
        return [] if removed is None else [removed]


def _told_at_once(event: Event, entry: AuditEntry, listeners: list[Listener]) -> Told:
    for listener in listeners:
        if PRODUCTS_BULK_EDITED in listener.numbers:
            yield event, entry.pk, listener


def _told_singly(source: Source, entry: AuditEntry, listeners: list[Listener], *, is_bulk: bool) -> Told:
    """An app that hears of bulk edits does not hear of each product in them once more."""
    wanted = frozenset().union(*(one.numbers for one in listeners)) & source.numbers
    for event in source.build(entry, wanted):
        for listener in listeners:
            is_told = is_bulk and event.number == PRODUCT_EDITED and PRODUCTS_BULK_EDITED in listener.numbers
            if event.number in listener.numbers and not is_told:
                yield event, entry.pk, listener
