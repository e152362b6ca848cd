"""What ends with a mall: each app says what it does when an account is deleted (R0-G), without accounts knowing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Ending = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """What the law asks to be kept of one order or payment, and nothing more, counted from `dated_on`.

    `kind` and `reference` name it once per mall ("order", "20260301-0000012").
    """

    kind: str
    reference: str
    dated_on: dt.date
    document: dict[str, Any]


LegalSource = Callable[[], Iterable[LegalDocument]]

_endings: list[Ending] = []
_legal_sources: list[LegalSource] = []


def when_deleted(ending: Ending) -> Ending:
    """Have `ending(mall_id)` run inside the transaction that deletes an account, with the mall open (a decorator).

    For what must stop at once: tokens, grants, webhooks. Rows of tenant tables need nothing: they are erased anyway.
    What it raises undoes the deletion.
    """
    if ending not in _endings:
        _endings.append(ending)
    return ending


def hands_over(source: LegalSource) -> LegalSource:
    """Have a generator yield what the law asks to keep, before a deleted mall's rows are erased (a decorator).

    The mall is named, not open: the generator opens `tenancy.step()` itself for each chunk it reads.
    """
    if source not in _legal_sources:
        _legal_sources.append(source)
    return source


def endings() -> tuple[Ending, ...]:
    return tuple(_endings)


def legal_sources() -> tuple[LegalSource, ...]:
    return tuple(_legal_sources)
