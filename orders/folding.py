"""Stored forms of what people search by: without case, width, spaces or punctuation (design 3.5)."""

from __future__ import annotations

import re
import unicodedata

NAME_LENGTH = 60
DIGITS_LENGTH = 20
GRAM_LENGTH = 2


def folded_name(name: str) -> str:
    """A person's name as searches compare it: NFKC, case-folded, without spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:NAME_LENGTH]


def digits(text: str) -> str:
    """Only the digits, for phone and order numbers typed with or without dashes."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))[:DIGITS_LENGTH]


def grams_of(name: str) -> list[str]:
    """Every single letter and every pair of neighbours of a folded name, each once, sorted."""
    plain = folded_name(name)
    pairs = {plain[at : at + GRAM_LENGTH] for at in range(len(plain) - 1)}
    return sorted(pairs | set(plain))
