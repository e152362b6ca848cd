"""How options and the stock of combinations stand in one cell of a sheet, and how such a cell is read.

    Options                  Colour: Red, Blue | Size: S, M
    Stock per combination    Red / S: 3 | Red / M: 0 | Blue / S: -        (-: not counted, never sold out)

A backslash stands before a mark that is part of a name or value, so that what was written is read back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from catalog.domain.options import Option

UNCOUNTED: Final = frozenset({"-", "∞", "unlimited", "무제한"})
SLASH: Final = re.compile(r"(?<=\s)/(?=\s)")
BETWEEN_VALUES: Final = re.compile(r"\s+/\s+")
PIECES: Final = re.compile(r"\d{1,3}(,\d{3})+|\d{1,9}")
Pieces = int | None


class StockUnread(ValueError):
    """A part of a cell that says no stock of a combination."""


def options_cell(options: Iterable[Option]) -> str:
    """`Colour: Red, Blue | Size: S, M`; empty without options."""
    return " | ".join(
        f"{_masked(option.name, '|:')}: {', '.join(_masked(value, '|,') for value in option.values)}"
        for option in options
    )


def read_options(text: str) -> tuple[Option, ...]:
    """The options of a cell as typed; whether they make sense is for `check_options` to say."""
    options = []
    for part in _split(text, "|"):
        name, *rest = _split(part, ":")
        values = (_bare(value) for value in _split(":".join(rest), ","))
        options.append(Option(_bare(name), tuple(filter(None, values))))
    return tuple(options)


def stock_cell(stocks: Iterable[tuple[Iterable[str], Pieces]]) -> str:
    """`Red / S: 3 | Red / M: -`, None being stock that is not counted."""
    parts = []
    for values, pieces in stocks:
        name = " / ".join(SLASH.sub(r"\\/", _masked(value, "|")) for value in values)
        parts.append(f"{name}: {'-' if pieces is None else pieces}")
    return " | ".join(parts)


def read_stock(text: str) -> Mapping[tuple[str, ...], Pieces]:
    """The pieces of each combination that a cell names, by its values. Raises StockUnread with the part it is about."""
    stocks: dict[tuple[str, ...], Pieces] = {}
    for part in _split(text, "|"):
        *name, number = _split(part, ":")
        values = tuple(_bare(value) for value in BETWEEN_VALUES.split(":".join(name).strip()))
        if not name or not all(values) or values in stocks:
            raise StockUnread(part.strip())
        stocks[values] = _pieces(number.strip(), part)
    return stocks


def _pieces(text: str, part: str) -> Pieces:
    if text.casefold() in UNCOUNTED:
        return None
    if not text.isascii() or not PIECES.fullmatch(text):
        raise StockUnread(part.strip())
    return int(text.replace(",", ""))


def _masked(text: str, marks: str) -> str:
    return "".join(f"\\{char}" if char in marks or char == "\\" else char for char in text)


def _split(text: str, mark: str) -> list[str]:
    """At each mark that no backslash stands before; backslashes stay."""
    parts, is_masked = [""], False
    for char in text:
        if char == mark and not is_masked:
            parts.append("")
        else:
            parts[-1] += char
        is_masked = char == "\\" and not is_masked
    return parts


def _bare(text: str) -> str:
    return " ".join(re.sub(r"\\(.)", r"\1", text).split())
