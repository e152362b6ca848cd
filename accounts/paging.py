"""Pages of a long list by key, not by number: as quick at the millionth row as at the first (design 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.http import QueryDict

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[M]):
    """Rows of one page, newest first, and the addresses beside it; an address is empty where there is no page."""

    rows: list[M]
    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    summary: str = ""

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(rows: models.QuerySet[M], query: QueryDict, *, size: int = 30) -> KeysetPage[M]:
    """The page that `?before=<id>` or `?after=<id>` names, newest first; one query. A cursor that is no id is ignored.

    All other values of the query stay in the addresses, so a filtered list stays filtered.
    """
    before, after = _cursor(query, "before"), _cursor(query, "after")
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        has_newer, has_older = len(found) > size, True
        shown = found[:size][::-1]
    else:
        rows = rows if before is None else rows.filter(pk__lt=before)
        found = list(rows.order_by("-pk")[: size + 1])
        has_newer, has_older = before is not None, len(found) > size
        shown = found[:size]
    return KeysetPage(
        shown,
        first_url=_address(query) if has_newer else "",
        previous_url=_address(query, after=shown[0].pk) if has_newer and shown else "",
        next_url=_address(query, before=shown[-1].pk) if has_older and shown else "",
    )


def _cursor(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(query: QueryDict, **cursor: int) -> str:
    values = query.copy()
    for name in ("before", "after"):
        values.pop(name, None)
    for name, value in cursor.items():
        values[name] = str(value)
    return f"?{values.urlencode()}"
