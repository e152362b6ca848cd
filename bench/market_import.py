"""How fast 5,000 products come in from a marketplace, beside only reading them there."""

from __future__ import annotations

from bench.registry import Measurement, benchmark
from bench.seeded import seeded_site


@benchmark("market_import", goal="5,000 products within minutes; the bar moves page by page")
def market_import() -> list[Measurement]:
    found = seeded_site().ask("/-/bench/import")
    return [
        Measurement("imported (only read)", found["imported_per_second"], found["read_per_second"], "products/s"),
        Measurement("seen again (only read)", found["known_per_second"], found["read_per_second"], "products/s"),
    ]
