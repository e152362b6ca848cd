"""The table of design 9 as data: each area's windows from narrow to wide, what a product needs, and the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pro.models import DisplayAreaKind

Expression = Callable[[str], str]


def ratio(above: str, below: str) -> str:
    """A float8 quotient of two counters; x / 0 = 0."""
    return f"coalesce({above}::float8 / nullif({below}, 0), 0)"


def cart_rate(window: str) -> str:
    return ratio(f"cart_adds_{window}", f"views_{window}")


def conversion(window: str) -> str:
    return ratio(f"sales_{window}", f"visits_{window}")


def revenue_per_visit(window: str) -> str:
    return ratio(f"revenue_minor_{window}", f"visits_{window}")


def average_order(window: str) -> str:
    return ratio(f"revenue_minor_{window}", f"sales_{window}")


def counter(figure: str) -> Expression:
    return lambda window: f"{figure}_{window}"


def score(window: str) -> str:
    """The mean of two percent ranks among all that have the need in a window."""
    return f"score_{window}"


def registration_day(_window: str) -> str:
    return "registered_on - date '1970-01-01'"


def registered(window: str) -> str:
    """Registered since midnight in Seoul so many days before the slot's day."""
    return f"registered_on >= %(today)s::date - {window.removesuffix('d')} AND created_at < %(slot)s"


def needs(figure: str) -> Expression:
    return lambda window: f"{figure}_{window} > 0"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Windows, narrow to wide; whether a product is in a window; by what it is ordered there, each descending.

    `measured_in`: the one window whose figures count on every rung; none: the rung's own.
    """

    windows: tuple[str, ...]
    need: Expression
    order: tuple[Expression, Expression, Expression]
    measured_in: str | None = None

    @property
    def rungs(self) -> range:
        """The numbers of the windows, from 1, narrow to wide."""
        return range(1, len(self.windows) + 1)

    @property
    def has_score(self) -> bool:
        """Whether products are ranked against all others of a window, not by their own figures alone."""
        return score in self.order

    def measure(self, window: str) -> str:
        """The window whose figures order the products of a rung."""
        return self.measured_in or window

    def by_rung(self, expression: Expression) -> str:
        """A CASE that gives an expression for the narrowest window that a product is in; NULL where it is in none."""
        cases = (f"WHEN {self.need(window)} THEN {expression(window)}" for window in self.windows)
        return f"CASE {' '.join(cases)} END"

    def by_rung_of(self, kind: str, expression: Expression) -> str:
        """The same where the rung is known already, in the column `rung_<kind>`."""
        cases = (f"WHEN {rung} THEN {expression(self.windows[rung - 1])}" for rung in self.rungs)
        return f"CASE rung_{kind} {' '.join(cases)} END"


LADDERS: Final = {
    DisplayAreaKind.NEW: Ladder(
        ("7d", "30d"), registered, (registration_day, counter("sales"), cart_rate), measured_in="30d"
    ),
    DisplayAreaKind.RECOMMENDED: Ladder(("30d", "90d"), needs("visits"), (score, cart_rate, average_order)),
    DisplayAreaKind.BEST: Ladder(
        ("24h", "7d", "30d", "90d"), needs("sales"), (counter("sales"), conversion, revenue_per_visit)
    ),
    DisplayAreaKind.TREND: Ladder(
        ("24h", "7d", "30d"), needs("views"), (counter("views"), cart_rate, revenue_per_visit)
    ),
}
