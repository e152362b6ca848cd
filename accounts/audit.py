"""Write the audit log in the transaction of the change, and tell the apps above (design 4)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.jobs import enqueue
from accounts.models import AuditEntry, AuditPersonal
from accounts.tenancy import current_mall_id

Wanted = Callable[[int], bool]
_subscribers: dict[str, dict[str, Wanted | None]] = defaultdict(dict)


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


def subscribe(action: str, task: str, *, only_if: Wanted | None = None) -> None:
    """Have `task` (a MallTask) run with `entry_id` after each commit that recorded `action`.

    `only_if` is asked with the mall's id in the transaction of the change; where it says no, no job is written.
    """
    _subscribers[action].setdefault(task, only_if)


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
    entry = AuditEntry(
        action=action,
        object_type=obj._meta.model_name or "",
        object_id=obj.pk,
        actor_kind=actor.kind,
        actor_id=actor.id,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )
    entry.save(force_insert=True)
    if personal:
        AuditPersonal(entry=entry, values=_plain(personal)).save(force_insert=True)
    for task, only_if in _subscribers[action].items():
        if only_if is None or only_if(current_mall_id()):
            enqueue(task, mall_id=current_mall_id(), entry_id=entry.pk)
    return entry


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


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(values or {}), cls=DjangoJSONEncoder))
    return plain
