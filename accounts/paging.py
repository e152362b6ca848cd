"""Pages of a long list by key, not by number: as quick at the millionth row as at the first (design 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def keyset_page(
    rows: models.QuerySet[M], query: QueryDict, *, size: int = 30, keys: Sequence[str] = ("pk",)
) -> KeysetPage[M]:
    """The page that `?before=<id>` or `?after=<id>` names, newest first; one query. A cursor that is no id is ignored.

    All other values of the query stay in the addresses, so a filtered list stays filtered. `keys` names each column
    that holds the key on a side of a join: PostgreSQL bounds only the side that is told, and reads the other whole.
    """
    before, after = _cursor(query, "before"), _cursor(query, "after")
    if after is not None:
        found = list(rows.filter(**_bounds(keys, "gt", after)).order_by("pk")[: size + 1])
        has_newer, has_older = len(found) > size, True
        shown = found[:size][::-1]
    else:
        rows = rows if before is None else rows.filter(**_bounds(keys, "lt", before))
        found = list(rows.order_by("-pk")[: size + 1])
        has_newer, has_older = before is not None, len(found) > size
        shown = found[:size]
    return KeysetPage(
        shown,
        first_url=_address(query) if has_newer else "",
        previous_url=_address(query, after=shown[0].pk) if has_newer and shown else "",
        next_url=_address(query, before=shown[-1].pk) if has_older and shown else "",
    )


def _bounds(keys: Sequence[str], lookup: str, value: int) -> dict[str, int]:
    return {f"{key}__{lookup}": value for key in keys}


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
