"""How fast what shoppers do is counted."""

from __future__ import annotations

from bench.registry import Measurement, benchmark
from bench.seeded import seeded_site, size

GOAL = 5000.0


@benchmark("statistics", goal=">= 5,000 events/s folded on two cores")
def statistics() -> list[Measurement]:
    site = seeded_site()
    events = size("EVENTS", 100_000)
    rounds = [site.ask(f"/-/bench/fold?events={events}") for _ in range(2)]
    return [
        Measurement("fold, new rows", rounds[0]["per_second"], GOAL, "events/s"),
        Measurement("fold, rows that are there", rounds[1]["per_second"], GOAL, "events/s"),
        Measurement("intake, one client", rounds[1]["intake_per_second"], GOAL, "events/s"),
    ]
