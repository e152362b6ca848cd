"""One call as an operation sees it, and what an operation may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from accounts.audit import Actor
from developer_center.api.contract.index import Operation
from developer_center.queries.callers import Caller, CallerShop


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was let in and understood; the mall's data is open around it.

    `params` are the checked values of the query, `body` those of `request`; `bodies` the entries of `requests`.
    `embed` names what the app wants added, `fields` what it wants alone (empty: everything).
    """

    request: HttpRequest
    caller: Caller
    operation: Operation
    shop: CallerShop
    version: str
    params: Mapping[str, Any]
    bodies: Sequence[Mapping[str, Any]] = ()
    limit: int = 0
    offset: int = 0
    fields: frozenset[str] = frozenset()
    embed: frozenset[str] = frozenset()

    @property
    def body(self) -> Mapping[str, Any]:
        """The one entry of a call that carries one."""
        return self.bodies[0]

    @property
    def shop_no(self) -> int:
        return self.shop.shop_no

    @property
    def actor(self) -> Actor:
        """Who the history names: the app."""
        return Actor.app(self.caller.app_id)

    def wants(self, name: str) -> bool:
        """Whether a key of a row is to be answered: all are, unless `fields` names others."""
        return not self.fields or name in self.fields


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list that has page links, or one row that holds a list; `has_more` says whether more follows."""

    rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status other than the usual one, or with keys beside the envelope's."""

    content: Any
    status: int = 200
    beside: Mapping[str, Any] = field(default_factory=dict)
