"""How fast products are copied to an overseas shop and translated, against an engine that answers at once."""

from __future__ import annotations

from bench.registry import Measurement, benchmark
from bench.seeded import seeded_site

TEXTS_PER_REQUEST = 50.0
GOAL_COPIED = 200.0


@benchmark("translation", goal="requests full of texts; the engine, not we, is the slow part")
def translation() -> list[Measurement]:
    found = seeded_site().ask("/-/bench/translate")
    return [
        Measurement("copied to a shop", found["copied_per_second"], GOAL_COPIED, "products/s"),
        Measurement("fields per request", found["fields_per_request"], TEXTS_PER_REQUEST, "fields"),
        Measurement(
            "translated (bare requests)", found["translated_per_second"], found["bare_per_second"], "products/s"
        ),
    ]
