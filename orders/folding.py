"""Stored forms of what people search by: without case, width, spaces or punctuation (design 3.5)."""

from __future__ import annotations

import re
import unicodedata

NAME_LENGTH = 60
DIGITS_LENGTH = 20
GRAM_LENGTH = 3


def folded_name(name: str) -> str:
    """A person's name as searches compare it: NFKC, case-folded, without spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:NAME_LENGTH]


def digits(text: str) -> str:
    """Only the digits, for phone and order numbers typed with or without dashes."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))[:DIGITS_LENGTH]


def grams_of(name: str) -> list[str]:
    """Every run of one, two and three neighbours of a folded name, each once, sorted.

    Three, because most Korean names have three letters: a whole name is one gram then, found without comparing.
    """
    plain = folded_name(name)
    lengths = range(1, GRAM_LENGTH + 1)
    return sorted({plain[at : at + length] for length in lengths for at in range(len(plain) - length + 1)})
