"""`python -m bench [name ...]`: run all benchmarks or the named ones and print ratios."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time

import bench
from bench.registry import BENCHMARKS, Benchmark

NOT_BENCHMARKS = {
    "display_data",
    "display_measured",
    "mall_urls",
    "measured",
    "measured_api",
    "measured_import",
    "measured_sheet",
    "measured_translation",
    "settings",
    "urls",
    "views",
}  # these belong to the measured server


def collect() -> dict[str, Benchmark]:
    """Import every module of this package; those with benchmarks register them."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__" and module.name not in NOT_BENCHMARKS:
            importlib.import_module(f"bench.{module.name}")
    return BENCHMARKS


def run(chosen: Benchmark) -> bool:
    """Measure and print one line per measurement; a benchmark that fails is told and does not end the others."""
    began = time.monotonic()
    try:
        measurements = chosen.measure()
    except Exception as error:  # noqa: BLE001 - whatever it was, the other figures are still wanted
        print(f"{chosen.name:<20}NOT MEASURED: {error}")
        return False
    for one in measurements:
        figures = f"{one.ours:>10.1f}{one.yardstick:>12.1f}  {one.unit:<12}{one.ratio:>8.2f}"
        print(f"{chosen.name:<20}{one.what:<28}{figures}   {chosen.goal}")
    print(f"{'':<20}took {time.monotonic() - began:.0f} s", flush=True)
    return True


def main(names: list[str]) -> int:
    benchmarks = collect()
    unknown = [name for name in names if name not in benchmarks]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}. There are: {', '.join(sorted(benchmarks))}.", file=sys.stderr)
        return 2
    print(f"{'benchmark':<20}{'what':<28}{'ours':>10}{'yardstick':>12}  {'unit':<12}{'ratio':>8}   goal")
    results = [run(benchmarks[name]) for name in names or sorted(benchmarks)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
