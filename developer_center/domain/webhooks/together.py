"""Which entries of the log go together as one bulk event, without any row's events changing their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from accounts.models import AuditEntry
from developer_center.domain.webhooks.payloads.event import Event, Together, row_of

MOST_ROWS: Final = 100  # that one event names


@dataclass(slots=True)
class Group:
    """Entries that one event tells of; it stands where the first of them stands."""

    together: Together
    begins_at: int
    entries: list[AuditEntry] = field(default_factory=list)
    rows: set[str] = field(default_factory=set)

    @property
    def first(self) -> AuditEntry:
        return self.entries[0]

    def event(self) -> Event:
        """The one event of all of them."""
        return self.together.build(self.entries)


def groups_of(entries: Sequence[AuditEntry], how: Callable[[AuditEntry], Together | None]) -> dict[int, Group]:
    """The groups of two rows and more among entries in their order, by the keys of the entries in them.

    An entry joins a group only where nothing about its row is told after the group's place: it would overtake that.
    """
    open_groups: dict[tuple[object, ...], Group] = {}
    told_at: dict[str, int] = {}
    found: dict[int, Group] = {}
    for place, entry in enumerate(entries):
        together = how(entry) if entry.request_id else None
        if together is None:
            told_at[row_of(entry)] = place
            continue
        # The actor too: callers name their requests themselves (X-Request-Id), and may do so badly.
        key = (entry.request_id, entry.actor_kind, entry.actor_id, together.number, *together.facts)
        group = open_groups.get(key)
        if group is None or not _may_join(group, together.about, told_at):
            group = open_groups[key] = Group(together, begins_at=place)
        group.entries.append(entry)
        group.rows.add(together.about)
        told_at[together.about] = group.begins_at
        found[entry.pk] = group
    return {pk: group for pk, group in found.items() if len(group.rows) > 1}


def _may_join(group: Group, row: str, told_at: dict[str, int]) -> bool:
    if len(group.rows) >= MOST_ROWS and row not in group.rows:
        return False
    return told_at.get(row, -1) <= group.begins_at
