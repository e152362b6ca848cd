"""The order lists at scale: each page against a bare view that runs the same SQL and sends the same bytes."""

from __future__ import annotations

from urllib.parse import quote

from bench.load import compare
from bench.registry import Measurement, benchmark
from bench.seeded import Site, seeded_site, size

LIST = "/admin/orders/"
PAGE_SIZE = 20
DEEP_PAGE = 10_000
SQL_GOAL_MS = 5.0
QUERIES_GOAL = 6.0


def pages(site: Site) -> dict[str, str]:
    """What is measured, by name. A small run has fewer than 10,000 pages: then nine tenths of the way down."""
    deep = min(DEEP_PAGE * PAGE_SIZE, size("ORDERS", 100_000) * 9 // 10 * 9 // 10)
    cursor = site.ask(f"/-/bench/cursor?skip={deep}")
    return {
        "page 1": LIST,
        f"page {deep // PAGE_SIZE:,}": f"{LIST}?before={cursor['before']}",
        "name, a part": f"{LIST}?name={quote('민준')}",
        "name, one letter": f"{LIST}?name={quote('김')}",
        "number, its beginning": f"{LIST}?number={cursor['number'][:8]}",
        "phone, its beginning": f"{LIST}?phone={cursor['phone'][:7]}",
    }


@benchmark("orders", goal=">= 0.60 of a bare view with the same SQL and bytes; flat in page depth; SQL <= 5 ms")
def orders() -> list[Measurement]:
    site = seeded_site()
    if not site.has(LIST):
        raise RuntimeError(f"SKIPPED: this version has no page {LIST}")
    found: list[Measurement] = []
    for name, path in pages(site).items():
        bare = f"/-/bench/same-sql?of={quote(path, safe='')}"
        ours, yardstick = compare(site.port, site.host, [path, bare], headers=site.headers)
        found.append(Measurement(name, ours, yardstick, "requests/s"))
        sql = site.ask(f"/-/bench/sql-time?of={quote(path, safe='')}")
        found.append(Measurement("  SQL, median", sql["milliseconds"], SQL_GOAL_MS, "ms"))
        found.append(Measurement("  as many SELECT 1", sql["floor"], SQL_GOAL_MS, "ms"))
        found.append(Measurement("  queries", sql["queries"], QUERIES_GOAL, "per page"))
    return found


@benchmark("dashboard", goal=">= 0.60 of a bare view with the same SQL and bytes; SQL <= 5 ms")
def dashboard() -> list[Measurement]:
    site = seeded_site()
    bare = "/-/bench/same-sql?of=%2Fadmin%2F"
    ours, yardstick = compare(site.port, site.host, ["/admin/", bare], headers=site.headers)
    sql = site.ask("/-/bench/sql-time?of=%2Fadmin%2F")
    return [
        Measurement("home", ours, yardstick, "requests/s"),
        Measurement("  SQL, median", sql["milliseconds"], SQL_GOAL_MS, "ms"),
        Measurement("  as many SELECT 1", sql["floor"], SQL_GOAL_MS, "ms"),
    ]
