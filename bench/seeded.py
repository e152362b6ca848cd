"""The platform with many orders in it, as `manage.py seed_scale` makes them, and somebody signed in to the big mall.

Sizes come from the environment: ORDERS (of all malls together, 100,000 if nothing is said), MALLS, PRODUCTS, DAYS.
The first mall holds nine tenths of the orders. One seeding serves all benchmarks of a run.
"""

from __future__ import annotations

import atexit
import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from bench.server import running_platform
from cafe24clone.runner.programs import manage

BIG: Final = "scale1"


def size(name: str, usual: int) -> int:
    return int(os.environ.get(name, "") or usual)


@dataclass(frozen=True)
class Site:
    """Where it answers, and the cookie of the big mall's owner."""

    port: int
    cookie: str

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def store_host(self) -> str:
        return f"{BIG}.localhost:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie}

    def ask(self, path: str) -> Any:
        """The JSON answer of one of the bench's own views. Raises RuntimeError where it fails."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request("GET", path, headers={"Host": self.host} | self.headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status}.")
        return json.loads(body)

    def has(self, path: str) -> bool:
        """Whether a page of the admin is there."""
        return bool(self.ask(f"/-/bench/has?of={quote(path)}")["found"])


_running = ExitStack()
_sites: list[Site] = []


def seeded_site() -> Site:
    """The site; started and filled at the first call, stopped when the program ends."""
    if not _sites:
        atexit.register(_running.close)
        port = _running.enter_context(running_platform(prepare=_seed))
        _sites.append(Site(port, _sign_in(port)))
    return _sites[0]


def _seed(environment: dict[str, str]) -> None:
    orders = size("ORDERS", 100_000)
    sizes = {
        "malls": size("MALLS", 20),
        "products": size("PRODUCTS", 200),
        "orders": orders,
        "days": size("DAYS", 180),
        "big-mall": orders * 9 // 10,
    }
    began = time.monotonic()
    arguments = [f"--{name}={value}" for name, value in sizes.items()]
    subprocess.run(manage("seed_scale", *arguments), env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    print(f"{'seed_scale':<20}{orders:,} orders in {time.monotonic() - began:.0f} s", file=sys.stdout, flush=True)


def _sign_in(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/-/bench/sign-in?who={BIG}", headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    answer.read()
    cookies = [value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    connection.close()
    return "; ".join(cookies)
