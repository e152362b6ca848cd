"""How much of the server's speed is left once a page does its work."""

from __future__ import annotations

from bench.load import compare
from bench.registry import Measurement, benchmark
from bench.server import running_platform


@benchmark("landing", goal=">= 0.40 of a bare view that returns the same bytes behind the same middleware")
def landing() -> list[Measurement]:
    with running_platform() as port:
        ours, bare = compare(port, f"localhost:{port}", ["/", "/-/bench/same-bytes?of=/"])
    return [Measurement("landing page", ours, bare, "requests/s")]
