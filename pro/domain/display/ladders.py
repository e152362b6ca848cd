"""The table of design 9 as data: each area's windows from narrow to wide, what a product needs, and the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pro.models import DisplayAreaKind

Expression = Callable[[str], str]
BEYOND: Final = 9  # the rung of a product that is on none


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
    return lambda window: f"coalesce({figure}_{window}, 0)"


def score(window: str) -> str:
    """The mean of two percent ranks among all that have the need in a window."""
    return f"score_{window}"


def registration_day(_window: str) -> str:
    return "registered_day"


def registered(window: str) -> str:
    """Registered since midnight in Seoul so many days before the slot's day."""
    return f"registered_on >= %(today)s::date - {window.removesuffix('d')} AND created_at < %(slot)s"


def needs(figure: str) -> Expression:
    return lambda window: f"{figure}_{window} > 0"


def has_sold(window: str) -> str:
    """Whether a product's score is more than 0, where some other's is 0: it sold, or brought revenue."""
    return f"(sales_{window} > 0 OR revenue_minor_{window} > 0)"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: the window that a product is taken from, and the condition that puts it there."""

    window: str
    condition: str
    is_scored: bool = False


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
    def steps(self) -> tuple[Step, ...]:
        """The rungs. A scored window has two: what sold nothing there has the score 0 and comes after all that sold.

        So only products that sold need to be ranked against each other, a small part of those that were looked at.
        """
        if score not in self.order:
            return tuple(Step(window, self.need(window)) for window in self.windows)
        return tuple(
            step
            for window in self.windows
            for step in (
                Step(window, f"({self.need(window)} AND {has_sold(window)})", is_scored=True),
                Step(window, self.need(window)),
            )
        )

    @property
    def rungs(self) -> range:
        """The numbers of the steps, from 1."""
        return range(1, len(self.steps) + 1)

    def measure(self, window: str) -> str:
        """The window whose figures order the products of a rung."""
        return self.measured_in or window

    def rung(self) -> str:
        """A CASE that gives the number of the first step that a product is on, or BEYOND."""
        cases = (f"WHEN {step.condition} THEN {rung}" for rung, step in zip(self.rungs, self.steps, strict=True))
        return f"CASE {' '.join(cases)} ELSE {BEYOND} END"

    def by_rung(self, kind: str, expression: Expression) -> str:
        """An expression for the window of a product's rung, which is in the column `rung_<kind>`."""
        cases = (
            f"WHEN {rung} THEN {expression(step.window)}" for rung, step in zip(self.rungs, self.steps, strict=True)
        )
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
