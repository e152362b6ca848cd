"""An event on its way to apps, and what every payload begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import AuditEntry, Mall
from accounts.tenancy import current_mall_id

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """`resource` is what the receiver reads; `about` names the row, whose events reach an app in order ("product:12").

    `among` names the rows of an event about many. `is_open`: it names nobody, and is sent although the app or the mall
    is gone by then.
    """

    number: int
    about: str
    resource: Resource
    is_open: bool = False
    among: tuple[str, ...] = ()


Build = Callable[[AuditEntry, frozenset[int]], Iterable[Event]]


@dataclass(frozen=True, slots=True)
class Source:
    """Which events an audit action may become. `build` is asked, with the mall open, for those that somebody wants.

    It gives nothing where the facts are gone by then.
    """

    numbers: frozenset[int]
    build: Build


@dataclass(frozen=True, slots=True)
class Together:
    """How entries of one request about several rows become one event, in place of one for each.

    `about` is the row of an entry; `facts` is what entries must share to go together. `build` gets the entries.
    """

    number: int
    instead_of: int
    about: str
    facts: tuple[object, ...]
    build: Callable[[Sequence[AuditEntry]], Event]


def mall_part(shop_no: object = 1) -> Resource:
    """`mall_id` and `event_shop_no`, which is text (wire contract 3)."""
    return {"mall_id": open_mall().host, "event_shop_no": str(shop_no)}


def open_mall() -> Mall:
    """The mall whose door is open."""
    return Mall.objects.get(pk=current_mall_id())


def one(number: int, build: Build) -> Source:
    """A source of one event."""
    return Source(frozenset({number}), build)


def row_of(entry: AuditEntry) -> str:
    """The row whose events an entry belongs to: the order of a claim or refund, else its object ("product:12")."""
    order_id = entry.after.get("order_id")
    return f"order:{order_id}" if order_id else f"{entry.object_type}:{entry.object_id}"


def shop_of_entry(entry: AuditEntry) -> int:
    """The shop that a change is about: the base shop where the entry names none."""
    return int(entry.after.get("shop_no") or entry.before.get("shop_no") or 1)
