"""Write the audit log in the transaction of the change, and tell the apps above (design 4)."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.jobs import enqueue_many, running_job_id
from accounts.models import AuditEntry, AuditPersonal, Job
from accounts.tenancy import current_mall_id

Wanted = Callable[[int], bool]
ROWS_PER_STATEMENT: Final = 500
MENTIONED: Final = ("action", "object_type", "object_id", "actor_kind", "actor_id", "after", "request_id")


@dataclass(frozen=True, slots=True)
class _Subscription:
    """Whether its task is to hear of an entry at all, and whether one run of it takes whatever waits."""

    only_if: Wanted | None
    takes_all: bool


_subscribers: dict[str, dict[str, _Subscription]] = defaultdict(dict)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a kind and the key of the user, customer or app; no key for the system."""

    kind: str
    id: int | None = None

    @classmethod
    def system(cls) -> Actor:
        return cls(AuditEntry.ActorKind.SYSTEM)

    @classmethod
    def operator(cls, user_id: int) -> Actor:
        return cls(AuditEntry.ActorKind.OPERATOR, user_id)

    @classmethod
    def shopper(cls, customer_id: int | None = None) -> Actor:
        """A customer of the mall; no key for a guest."""
        return cls(AuditEntry.ActorKind.SHOPPER, customer_id)

    @classmethod
    def staff(cls, user_id: int) -> Actor:
        return cls(AuditEntry.ActorKind.STAFF, user_id)

    @classmethod
    def app(cls, app_id: int) -> Actor:
        """An app that calls the Admin API, by its key; histories name it."""
        return cls(AuditEntry.ActorKind.APP, app_id)


@dataclass(frozen=True, slots=True)
class Line:
    """What one of many objects that change together was before, and is after."""

    obj: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def subscribe(action: str, task: str, *, only_if: Wanted | None = None, takes_all: bool = False) -> None:
    """Have `task` (a MallTask) run with `entry_id` after each commit that recorded `action`.

    `only_if` is asked with the mall's id in the transaction of the change; where it says no, no job is written.
    `takes_all`: one run does the work of all jobs of the mall that wait, so many entries wake one worker.
    """
    _subscribers[action].setdefault(task, _Subscription(only_if, takes_all))


def record(  # noqa: PLR0913 - these are what an entry is made of
    action: str,
    obj: models.Model,
    *,
    actor: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    personal: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry to the open mall's log. Values of persons go into `personal`, which can be erased.

    `action` reads `noun.verb_in_past`, for example `product.changed`. Raises NoMallOpen outside a door.
    """
    entry = _entry(action, Line(obj, before or {}, after or {}), actor, reason)
    entry.save(force_insert=True)
    if personal:
        AuditPersonal(entry=entry, values=_plain(personal)).save(force_insert=True)
    _tell(action, [entry])
    return entry


def record_many(action: str, lines: Iterable[Line], *, actor: Actor) -> list[AuditEntry]:
    """Append an entry per object that one step changed, in the order given: a statement for 500 of them.

    Subscribers are asked once whether they want them, and get a job per entry, a statement for 500 too. Raises
    NoMallOpen outside a door.
    """
    entries = [_entry(action, line, actor, "") for line in lines]
    if entries:
        AuditEntry.objects.bulk_create(entries, batch_size=ROWS_PER_STATEMENT)
        _tell(action, entries)
    return entries


def mention(action: str, obj: models.Model, *, actor: Actor, after: Mapping[str, Any]) -> None:
    """Tell subscribers of what happens too often for the log: the job of each carries the entry itself.

    Nothing is written where nobody wants it, and nothing but the job where somebody does; `entry_of` reads it. No value
    of a person goes into `after`. Raises NoMallOpen outside a door.
    """
    mall_id = current_mall_id()
    for task, wish in _subscribers[action].items():
        if wish.only_if is None or wish.only_if(mall_id):
            entry = _entry(action, Line(obj, after=after), actor, "")
            said = {name: getattr(entry, name) for name in MENTIONED} | {"at": entry.at.isoformat()}
            enqueue_many(task, [{"entry": said}], mall_id=mall_id, wakes_one=wish.takes_all)


def entry_of(said: Mapping[str, Any]) -> AuditEntry:
    """What a job that `mention` wrote carries, as an entry that stands in no log."""
    return AuditEntry(**{name: said[name] for name in MENTIONED}, at=dt.datetime.fromisoformat(said["at"]))


def _entry(action: str, line: Line, actor: Actor, reason: str) -> AuditEntry:
    return AuditEntry(
        action=action,
        object_type=line.obj._meta.model_name or "",
        object_id=line.obj.pk,
        actor_kind=actor.kind,
        actor_id=actor.id,
        before=_plain(line.before),
        after=_plain(line.after),
        reason=reason,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )


def _tell(action: str, entries: list[AuditEntry]) -> None:
    mall_id = current_mall_id()
    for task, wish in _subscribers[action].items():
        if wish.only_if is None or wish.only_if(mall_id):
            arguments = [{"entry_id": entry.pk} for entry in entries]
            enqueue_many(task, arguments, mall_id=mall_id, wakes_one=wish.takes_all)


def others_wait_for(entry: AuditEntry) -> bool:
    """Whether another subscriber's job has still to read an entry, besides the one that runs this."""
    unfinished = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING], mall_id=entry.mall_id)
    return unfinished.filter(arguments__entry_id=entry.pk).exclude(pk=running_job_id() or 0).exists()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two sides of what differs, for `record`."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def history_of(*objects: models.Model) -> models.QuerySet[AuditEntry]:
    """Entries of one object or of several, newest first."""
    wanted = models.Q()
    for obj in objects:
        wanted |= models.Q(object_type=obj._meta.model_name, object_id=obj.pk)
    return AuditEntry.objects.filter(wanted).order_by("-id")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain
