"""What the main display costs: the whole refresh beside the ranking alone and beside DuckDB over the raw events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.registry import Measurement, benchmark
from cafe24clone.runner.programs import manage
from cafe24clone.runner.testing import throwaway_services


@benchmark("display", goal="refresh <= 2x the ranking SELECT alone; >= 2.5x faster than DuckDB over raw events")
def display() -> list[Measurement]:
    """Sizes: DISPLAY_MALLS (2,000), DISPLAY_EVENTS (20 million)."""
    with throwaway_services() as services, tempfile.TemporaryDirectory() as folder:
        own = {"DJANGO_SETTINGS_MODULE": "bench.settings", "ENVIRONMENT": "development", "LOG_LEVEL": "ERROR"}
        environment = os.environ | services.environment | own
        subprocess.run(manage("migrate", "--verbosity", "0"), env=environment, check=True)  # noqa: S603
        command = [sys.executable, "-m", "bench.display_measured", folder]
        told = subprocess.run(  # noqa: S603
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent
        )
    found = json.loads(told.stdout)
    refresh = found["refresh"]
    return [
        Measurement("refresh / ranking alone", refresh, found["ranking"], "s"),
        Measurement("DuckDB raw / refresh", found["duckdb"], refresh, "s"),
        Measurement("24 missed hours / refresh", found["caught_up"], refresh, "s"),
        Measurement("first build / refresh", found["first"], refresh, "s"),
        *(Measurement(f"{n} % of malls active", found[f"active_{n}"], refresh, "s") for n in (1, 10, 50)),
        Measurement("rows written / products", found["rows"], found["products"], "rows"),
        Measurement("memory of the workers grew by", found["grown_mb"], 100.0, "MB"),
    ]
