"""Warm pages of a shop against a bare Django view on the same server that sends the same bytes."""

from __future__ import annotations

from urllib.parse import quote

from bench.load import compare
from bench.registry import Measurement, benchmark
from bench.seeded import seeded_site


@benchmark("storefront", goal=">= 0.40 of a bare view that sends the same bytes behind the same middleware")
def storefront() -> list[Measurement]:
    site = seeded_site()
    product = site.ask("/-/bench/cursor?skip=0")["product"]
    found = []
    for name, path in (("main page, warm", "/"), ("product page, counted", product)):
        paths = [path, f"/-/bench/same-bytes?of={quote(path, safe='')}"]
        ours, bare = compare(site.port, site.store_host, paths)
        found.append(Measurement(name, ours, bare, "requests/s"))
    return found
