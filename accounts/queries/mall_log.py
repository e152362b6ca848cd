"""The audit log of one mall, as support reads it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import tenancy
from accounts.models import AuditEntry, User

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry with the ID of whoever did it."""

    entry: AuditEntry
    actor: str


def mall_log(mall_id: int, *, before_id: int | None = None) -> tuple[list[LogLine], int | None]:
    """The newest entries older than `before_id`, and the id to go on from, or None at the end.

    Read as role app with the mall open, so that row security applies to support as to everybody.
    """
    with tenancy.mall(mall_id):
        entries = AuditEntry.objects.order_by("-id")
        if before_id is not None:
            entries = entries.filter(pk__lt=before_id)
        rows = list(entries[: PAGE_ROWS + 1])
    page, has_more = rows[:PAGE_ROWS], len(rows) > PAGE_ROWS
    people = {AuditEntry.ActorKind.OPERATOR.value, AuditEntry.ActorKind.STAFF.value}
    ids = {row.actor_id for row in page if row.actor_kind in people}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "login_id"))
    lines = [LogLine(row, names.get(row.actor_id, "") if row.actor_kind in people else "") for row in page]
    return lines, page[-1].pk if has_more else None
