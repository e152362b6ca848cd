"""How options, extra inputs, categories and the stock of combinations stand in a cell, and how such a cell is read.

    Options                  Colour: Red, Blue | Size: S, M
    Stock per combination    Red / S: 3 | Red / M: 0 | Blue / S: -        (-: not counted, never sold out)
    Extra input options      Engraving: 20, required | Note: 50           (characters at most)
    Categories               Tops > Shirts | #12                          (a path, or a number)

A backslash stands before a mark that is part of a name or value, so that what was written is read back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from catalog.domain.options import ExtraInput, Option

UNCOUNTED: Final = frozenset({"-", "∞", "unlimited", "무제한"})
SLASH: Final = re.compile(r"(?<=\s)/(?=\s)")
BETWEEN_VALUES: Final = re.compile(r"\s+/\s+")
PIECES: Final = re.compile(r"\d{1,3}(,\d{3})+|\d{1,9}")
CATEGORY_NUMBER: Final = re.compile(r"#(\d{1,18})")
REQUIRED: Final = frozenset({"required", "필수"})
USUAL_INPUT_LENGTH: Final = 20
Pieces = int | None
Path = tuple[str, ...]


class StockUnread(ValueError):
    """A part of a cell that says no stock of a combination."""


class InputUnread(ValueError):
    """A part of a cell that says no extra input."""


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


def extra_inputs_cell(inputs: Iterable[ExtraInput]) -> str:
    """`Engraving: 20, required | Note: 50`; empty without extra inputs."""
    return " | ".join(
        f"{_masked(wanted.name, '|:')}: {wanted.max_length}{', required' if wanted.is_required else ''}"
        for wanted in inputs
    )


def read_extra_inputs(text: str) -> tuple[ExtraInput, ...]:
    """The extra inputs of a cell as typed; a name alone has room for 20. Raises InputUnread with the part it is about.

    Whether they make sense is for `check_extra_inputs` to say.
    """
    return tuple(_extra_input(part) for part in _split(text, "|"))


def _extra_input(part: str) -> ExtraInput:
    name, *rest = _split(part, ":")
    words = [word.strip().casefold() for word in ":".join(rest).split(",") if word.strip()]
    numbers = [word for word in words if word not in REQUIRED]
    if len(numbers) > 1 or not all(word.isascii() and word.isdigit() and len(word) < 5 for word in numbers):
        raise InputUnread(part.strip())
    length = int(numbers[0]) if numbers else USUAL_INPUT_LENGTH
    return ExtraInput(_bare(name), len(words) > len(numbers), length)


def path_cell(path: Iterable[str]) -> str:
    """`Tops > Shirts`, as one of several in a cell."""
    text = " > ".join(_masked(name, "|>") for name in path)
    return f"\\{text}" if text.startswith("#") else text


def read_categories(text: str) -> list[int | Path]:
    """The categories of a cell, each by its number or its path; empty parts are passed over."""
    found: list[int | Path] = []
    for part in _split(text, "|"):
        number = CATEGORY_NUMBER.fullmatch(part.strip())
        path = tuple(_bare(name) for name in _split(part, ">"))
        if number:
            found.append(int(number[1]))
        elif any(path):
            found.append(path)
    return found


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
