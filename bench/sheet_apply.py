"""How fast the rows of a product sheet are applied: new products, rows that change nothing, and new prices."""

from __future__ import annotations

from typing import Final

from bench.registry import Measurement, benchmark
from bench.seeded import seeded_site

ENOUGH: Final = 10_000 / 120  # 10,000 rows in two minutes


@benchmark("sheet_apply", goal="10,000 rows within two minutes: 83 rows/s; memory as with a tenth of the rows")
def sheet_apply() -> list[Measurement]:
    site = seeded_site()
    kinds = {"created": "new products", "same": "rows without changes", "changed": "new prices"}
    speeds = {kind: site.ask(f"/-/bench/sheet?kind={kind}")["rows_per_second"] for kind in kinds}
    memory = site.ask("/-/bench/sheet?kind=memory")
    found = [Measurement(label, speeds[kind], ENOUGH, "rows/s") for kind, label in kinds.items()]
    return [*found, Measurement("peak memory", memory["many"], memory["few"], "MB")]
