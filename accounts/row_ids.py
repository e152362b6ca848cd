"""Keys of rows as browsers send them, in addresses and forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MOST_DIGITS: Final = 18  # what fits a bigint whatever the digits are; Python itself gives up beyond 4,300


def row_id(text: str) -> int | None:
    """The key that a text names; None for what can be no key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def row_ids(texts: Iterable[str]) -> list[int]:
    """The keys that texts name, each once and ascending; what can be no key is left out."""
    return sorted({number for number in map(row_id, texts) if number is not None})


def step_of(text: str) -> tuple[str, int | None]:
    """What a button does to which row: `up:12`."""
    step, _colon, number = text.partition(":")
    return step, row_id(number)
