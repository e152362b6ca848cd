"""Pages of a long list by key, not by number: as quick at the millionth row as at the first (design 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import models
from django.db.models import Q
from django.http import QueryDict

from accounts.row_ids import row_id

M = TypeVar("M", bound=models.Model)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[R]):
    """Rows of one page, newest first, and the addresses beside it; an address is empty where there is no page."""

    rows: list[R]
    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    summary: str = ""

    def __iter__(self) -> Iterator[R]:
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


class Moment(NamedTuple):
    """Where a page of rows ordered by time begins: beyond this time and key, towards newer or older rows."""

    at: dt.datetime
    key: int
    is_newer: bool


def timed_page(
    rows: models.QuerySet[M], query: QueryDict, *, at: str = "placed_at", key: str = "id", size: int = 30
) -> KeysetPage[M]:
    """Like keyset_page for rows ordered by a time and, where times tie, by a key; both are fields of the model.

    The cursor is `<microseconds since 1970>-<key>`.
    """
    beyond = moment_of(query)
    found = list(timed_rows(rows, beyond, at=at, key=key)[: size + 1])
    marks = [(getattr(row, at), getattr(row, key)) for row in found]
    return timed_result(found, marks, query, beyond, size=size)


def timed_rows(
    rows: models.QuerySet[M], beyond: Moment | None, *, at: str = "placed_at", key: str = "id"
) -> models.QuerySet[M]:
    """The rows of a page and all that follow. A plain range over the time comes first, which an index serves under
    row security (design 3.5)."""
    if beyond is None:
        return rows.order_by(f"-{at}", f"-{key}")
    if beyond.is_newer:
        is_newer = Q(**{f"{at}__gt": beyond.at}) | Q(**{f"{key}__gt": beyond.key})
        return rows.filter(is_newer, **{f"{at}__gte": beyond.at}).order_by(at, key)
    is_older = Q(**{f"{at}__lt": beyond.at}) | Q(**{f"{key}__lt": beyond.key})
    return rows.filter(is_older, **{f"{at}__lte": beyond.at}).order_by(f"-{at}", f"-{key}")


def timed_result(
    found: list[R], marks: list[tuple[dt.datetime, int]], query: QueryDict, beyond: Moment | None, *, size: int
) -> KeysetPage[R]:
    """The page of what `timed_rows` gave, one more than a page holds; `marks` are their times and keys."""
    shown, marks = found[:size], marks[:size]
    has_newer, has_older = beyond is not None, len(found) > size
    if beyond is not None and beyond.is_newer:
        shown, marks = shown[::-1], marks[::-1]
        has_newer, has_older = len(found) > size, True
    return KeysetPage(
        shown,
        first_url=_address(query) if has_newer else "",
        previous_url=_address(query, after=_mark(*marks[0])) if has_newer and shown else "",
        next_url=_address(query, before=_mark(*marks[-1])) if has_older and shown else "",
    )


def worded_page(rows: models.QuerySet[M], query: QueryDict, *, by: str, size: int = 30) -> KeysetPage[M]:
    """Like keyset_page for rows in the order of a text and, where texts tie, newest first; the first page is on top.

    `by` is a field of the model. The cursor is `<key>-<text>`.
    """
    beyond, is_back = _word_cursor(query)
    if beyond is None:
        ordered = rows.order_by(by, "-pk")
    elif is_back:
        above = Q(**{f"{by}__lt": beyond.text}) | Q(pk__gt=beyond.key)
        ordered = rows.filter(above, **{f"{by}__lte": beyond.text}).order_by(f"-{by}", "pk")
    else:
        below = Q(**{f"{by}__gt": beyond.text}) | Q(pk__lt=beyond.key)
        ordered = rows.filter(below, **{f"{by}__gte": beyond.text}).order_by(by, "-pk")
    found = list(ordered[: size + 1])
    has_above, has_below = (len(found) > size, True) if is_back else (beyond is not None, len(found) > size)
    shown = found[:size][::-1] if is_back else found[:size]
    marks = [f"{row.pk}-{getattr(row, by)}" for row in shown]
    return KeysetPage(
        shown,
        first_url=_address(query) if has_above else "",
        previous_url=_address(query, after=marks[0]) if has_above and marks else "",
        next_url=_address(query, before=marks[-1]) if has_below and marks else "",
    )


class _Word(NamedTuple):
    key: int
    text: str


def _word_cursor(query: QueryDict) -> tuple[_Word | None, bool]:
    for name, is_back in (("after", True), ("before", False)):
        first, dash, text = query.get(name, "").partition("-")
        key = row_id(first)
        if dash and key is not None:
            return _Word(key, text), is_back
    return None, False


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


def _mark(moment: dt.datetime, key: int) -> str:
    return f"{(moment - EPOCH) // MICROSECOND}-{key}"


def moment_of(query: QueryDict) -> Moment | None:
    """The cursor of a page of `timed_page`; one that is none is ignored."""
    for name, is_newer in (("after", True), ("before", False)):
        first, _dash, last = query.get(name, "").partition("-")
        at, key = row_id(first), row_id(last)
        if at is not None and key is not None:
            try:
                return Moment(EPOCH + at * MICROSECOND, key, is_newer)
            except OverflowError:
                continue
    return None


def _bounds(keys: Sequence[str], lookup: str, value: int) -> dict[str, int]:
    return {f"{key}__{lookup}": value for key in keys}


def _cursor(query: QueryDict, name: str) -> int | None:
    return row_id(query.get(name, ""))


def _address(query: QueryDict, **cursor: Any) -> str:
    values = query.copy()
    for name in ("before", "after"):
        values.pop(name, None)
    for name, value in cursor.items():
        values[name] = str(value)
    return f"?{values.urlencode()}"
