"""Pages of a long list by key, not by number: as quick at the millionth row as at the first (design 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q
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


def timed_page(
    rows: models.QuerySet[M], query: QueryDict, *, at: str = "placed_at", key: str = "id", size: int = 30
) -> KeysetPage[M]:
    """Like keyset_page for rows ordered by a time and, where times tie, by a key; both are fields of the model.

    The cursor is `<microseconds since 1970>-<key>`. It is told apart by a plain range over the time first, which an
    index serves under row security (design 3.5).
    """
    before, after = _moment(query, "before"), _moment(query, "after")
    if after is not None:
        is_newer = Q(**{f"{at}__gt": after[0]}) | Q(**{f"{key}__gt": after[1]})
        found = list(rows.filter(is_newer, **{f"{at}__gte": after[0]}).order_by(at, key)[: size + 1])
        has_newer, has_older = len(found) > size, True
        shown = found[:size][::-1]
    else:
        if before is not None:
            is_older = Q(**{f"{at}__lt": before[0]}) | Q(**{f"{key}__lt": before[1]})
            rows = rows.filter(is_older, **{f"{at}__lte": before[0]})
        found = list(rows.order_by(f"-{at}", f"-{key}")[: size + 1])
        has_newer, has_older = before is not None, len(found) > size
        shown = found[:size]
    return KeysetPage(
        shown,
        first_url=_address(query) if has_newer else "",
        previous_url=_address(query, after=_mark(shown[0], at, key)) if has_newer and shown else "",
        next_url=_address(query, before=_mark(shown[-1], at, key)) if has_older and shown else "",
    )


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


def _mark(row: models.Model, at: str, key: str) -> str:
    moment: dt.datetime = getattr(row, at)
    return f"{(moment - EPOCH) // MICROSECOND}-{getattr(row, key)}"


def _moment(query: QueryDict, name: str) -> tuple[dt.datetime, int] | None:
    first, _dash, last = query.get(name, "").partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (first, last)):
        return None
    try:
        return EPOCH + int(first) * MICROSECOND, int(last)
    except OverflowError:
        return None


def _bounds(keys: Sequence[str], lookup: str, value: int) -> dict[str, int]:
    return {f"{key}__{lookup}": value for key in keys}


def _cursor(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(query: QueryDict, **cursor: Any) -> str:
    values = query.copy()
    for name in ("before", "after"):
        values.pop(name, None)
    for name, value in cursor.items():
        values[name] = str(value)
    return f"?{values.urlencode()}"
