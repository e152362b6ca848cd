"""`python -m bench.display_measured FOLDER`: what the main display costs, measured inside Django; prints JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import django
from django.db import connections

WORKERS: Final = ThreadPoolExecutor(os.cpu_count())  # they keep their connections, as workers do


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def memory_mb(name: str) -> float:
    """What Linux says of this process's memory: VmRSS is what it holds, VmHWM the most it held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def forget_peak() -> None:
    """Have VmHWM begin anew: making the events took more memory than the refresh does."""
    Path("/proc/self/clear_refs").write_text("5")


def by_workers(work: Callable[[list[int]], Any], mall_ids: list[int]) -> list[Any]:
    """Batch by batch, one worker per core as in production (DuckDB uses all cores, too)."""
    from pro.domain.display.slots import MALLS_A_BATCH  # noqa: PLC0415 - Django is set up first

    batches = [mall_ids[first : first + MALLS_A_BATCH] for first in range(0, len(mall_ids), MALLS_A_BATCH)]
    return list(WORKERS.map(work, batches))


def measure(folder: Path) -> dict[str, float]:
    """Every figure of one scene: 2,000 malls, 200 products each, 20 million events, unless told less."""
    from accounts import tenancy  # noqa: PLC0415 - Django is set up first
    from bench import display_data as data  # noqa: PLC0415
    from pro.domain.display import refresh  # noqa: PLC0415
    from pro.domain.display.areas import areas_of  # noqa: PLC0415
    from pro.domain.display.ranking import ranking_select  # noqa: PLC0415
    from pro.models import DisplayService  # noqa: PLC0415

    malls = int(os.environ.get("DISPLAY_MALLS") or 2000)
    events = int(os.environ.get("DISPLAY_EVENTS") or malls * 10_000)
    now = dt.datetime.now(data.SEOUL).replace(minute=0, second=0, microsecond=0)
    slot = now - dt.timedelta(hours=now.hour % 2)
    scene = data.Scene(malls, events, slot, folder)
    mall_ids = data.make_malls_with_products(scene)
    data.make_events(scene)
    data.fold_events(scene)
    found: dict[str, float] = {}

    def refresh_all(at: dt.datetime, ids: list[int] = mall_ids) -> None:
        if failed := sum(done.failed for done in by_workers(partial(refresh.refresh_malls, slot=at), ids)):
            raise RuntimeError(f"{failed} malls failed")

    forget_peak()
    memory_before = memory_mb("VmRSS")
    found["first"] = seconds(lambda: refresh_all(slot - dt.timedelta(hours=26)))
    found["caught_up"] = seconds(lambda: refresh_all(slot - dt.timedelta(hours=2)))
    found["refresh"] = seconds(lambda: refresh_all(slot))
    found["grown_mb"] = memory_mb("VmHWM") - memory_before
    found["products"] = malls * data.PRODUCTS
    found["rows"] = data.rows_written(slot)

    def rank_only(ids: list[int]) -> None:
        with tenancy.malls(ids), connections["batch"].cursor() as cursor:
            cursor.execute(refresh.PLAN_FOR_MANY)
            cursor.execute(ranking_select(), refresh.parameters(areas_of(ids), slot))
            cursor.fetchall()

    found["ranking"] = min(seconds(lambda: by_workers(rank_only, mall_ids)) for _ in range(2))
    found["duckdb"] = min(seconds(lambda: data.windows_from_raw(scene)) for _ in range(2))
    for percent in (1, 10, 50):
        active = mall_ids[: max(1, malls * percent // 100)]
        DisplayService.objects.exclude(mall_id__in=active).update(state="off")
        at = slot + dt.timedelta(hours=2 * percent)
        refresh_all(at - dt.timedelta(hours=2))
        found[f"active_{percent}"] = seconds(partial(refresh_all, at))
        DisplayService.objects.update(state="running")
    return found


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))))
