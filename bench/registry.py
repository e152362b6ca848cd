"""The list of benchmarks: a function that measures, under a name, with the figure it should reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """Ours beside a yardstick measured in the same run on the same machine; both in `unit`."""

    what: str
    ours: float
    yardstick: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick if self.yardstick else float("nan")


@dataclass(frozen=True)
class Benchmark:
    """`goal` says in words what the ratio should be; design.md section 11 has the figures."""

    name: str
    goal: str
    measure: Callable[[], list[Measurement]]


BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(name: str, *, goal: str) -> Callable[[Callable[[], list[Measurement]]], Callable[[], list[Measurement]]]:
    """Register the function under a name. Raises ValueError where the name is taken."""

    def register(measure: Callable[[], list[Measurement]]) -> Callable[[], list[Measurement]]:
        if name in BENCHMARKS:
            raise ValueError(f"There is a benchmark {name!r} already.")
        BENCHMARKS[name] = Benchmark(name, goal, measure)
        return measure

    return register
