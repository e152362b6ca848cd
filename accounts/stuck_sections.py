"""Further sections of the page What is stuck: an upper app adds what of its own needs somebody to look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.menu import Label


@dataclass(frozen=True, slots=True)
class StuckSection:
    """A table: what it is about, its columns, and a row of texts for each thing. Reads as role support, all malls.

    `retries` are the addresses of the buttons at the end of the rows, one per row, or none at all.
    """

    title: Label
    columns: Sequence[Label]
    rows: Sequence[Sequence[object]]
    retries: Sequence[str] = ()

    def lines(self) -> list[tuple[Sequence[object], str]]:
        """Each row with the address of its button, which is empty where there is none."""
        return [(row, self.retries[place] if self.retries else "") for place, row in enumerate(self.rows)]


Section = Callable[[], StuckSection]
_sections: list[Section] = []


def register(section: Section) -> None:
    """Have the page ask for a section; called once, when an app is ready."""
    if section not in _sections:
        _sections.append(section)


def sections() -> list[StuckSection]:
    """Those that have something to show."""
    return [found for section in _sections if (found := section()).rows]
