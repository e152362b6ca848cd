"""Why a row of a sheet is not applied."""

from __future__ import annotations


class RowRefused(Exception):
    """One field of a row cannot be so; nothing of the row was applied. `text` says why, in the present language."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field, self.text = field, text
