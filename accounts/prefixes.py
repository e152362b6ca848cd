"""Look for the beginning of a text as a range, which an index serves under row security (design 3.5)."""

from __future__ import annotations

from typing import Final

AFTER_EVERY_LETTER: Final = "\U0010ffff"


def begins_with(column: str, text: str) -> dict[str, str]:
    """Conditions for `filter` and `Q`: the column (COLLATE "C") begins with the text, which is folded as it is."""
    return {f"{column}__gte": text, f"{column}__lt": text + AFTER_EVERY_LETTER}
