"""How fast the rows of a product sheet are applied: new products, rows that change nothing, and new prices."""

from __future__ import annotations

from typing import Final

from bench.registry import Measurement, benchmark
from bench.seeded import seeded_site

ENOUGH: Final = 10_000 / 120  # 10,000 rows in two minutes


@benchmark("sheet_apply", goal="10,000 rows within two minutes: 83 rows/s; memory as with a tenth of the rows")
def sheet_apply() -> list[Measurement]:
    found = seeded_site().ask("/-/bench/sheet")
    kinds = {"created": "new products", "same": "rows without changes", "changed": "new prices"}
    speeds = [Measurement(label, found[kind], ENOUGH, "rows/s") for kind, label in kinds.items()]
    return [*speeds, Measurement("peak memory", found["megabytes"], found["megabytes_of_a_tenth"], "MB")]
