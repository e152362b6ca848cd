"""The Admin API against a bare DRF view on the same server that answers the same JSON."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from bench.load import CONNECTIONS, ROUNDS, Ask, Load, fetch, load
from bench.registry import Measurement, benchmark
from bench.seeded import Site, seeded_site

PREFIX = "/api/v2/admin/"
TOKEN = "/api/v2/oauth/token"  # noqa: S105 - an address


@benchmark("api", goal="products list: <= 3 queries after authentication; flat in the number of orders")
def api() -> list[Measurement]:
    site = seeded_site()
    app = site.ask(f"/-/bench/app?chains={CONNECTIONS}")
    period = f"start_date={app['since']}&end_date={app['until']}"
    calls = {
        "100 products": "products?limit=100",
        "one product": f"products/{app['product_no']}",
        "100 orders": f"orders?{period}&limit=100",
        "orders, offset 10,000": f"orders?{period}&limit=100&offset=10000",
    }
    found = []
    for name, call in calls.items():
        found += _compared(site, app, name, PREFIX + call)
    return found + _refreshes(site, app)


def _compared(site: Site, app: Mapping[str, Any], name: str, path: str) -> list[Measurement]:
    headers = {"Host": site.host, "Authorization": f"Bearer {app['access_token']}"}
    bare_path = f"/-/bench/bare-api?of={quote(path, safe='')}"
    ours, bare = _taking_turns(site.port, _asking(path, headers), _asking(bare_path, headers))
    told = json.loads(fetch(site.port, f"/-/bench/api-queries?of={quote(path, safe='')}", headers))
    return [
        Measurement(f"{name}", ours.per_second, bare.per_second, "requests/s"),
        Measurement(f"{name}, p50", ours.p50_ms, bare.p50_ms, "ms"),
        Measurement(f"{name}, p99", ours.p99_ms, bare.p99_ms, "ms"),
        Measurement(f"{name}, queries", told["queries"], 1, "queries"),
    ]


def _refreshes(site: Site, app: Mapping[str, Any]) -> list[Measurement]:
    """Each connection has a chain of its own: what it got last is what it sends next."""
    chain = list(app["refresh_tokens"])
    basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    headers = {
        "Host": site.host,
        "Authorization": f"Basic {basic}",
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def refresh(connection: http.client.HTTPConnection, index: int) -> None:
        body = urlencode({"grant_type": "refresh_token", "refresh_token": chain[index]})
        connection.request("POST", TOKEN, body, headers)
        chain[index] = json.loads(connection.getresponse().read())["refresh_token"]

    def bare(connection: http.client.HTTPConnection, _index: int) -> None:
        connection.request("POST", "/-/bench/bare-api", "grant_type=refresh_token", headers)
        connection.getresponse().read()

    ours, yardstick = _taking_turns(site.port, refresh, bare)
    return [
        Measurement("token refresh", ours.per_second, yardstick.per_second, "requests/s"),
        Measurement("token refresh, p50", ours.p50_ms, yardstick.p50_ms, "ms"),
        Measurement("token refresh, p99", ours.p99_ms, yardstick.p99_ms, "ms"),
    ]


def _asking(path: str, headers: Mapping[str, str]) -> Ask:
    def ask(connection: http.client.HTTPConnection, _index: int) -> None:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status}.")

    return ask


def _taking_turns(port: int, ours: Ask, yardstick: Ask) -> tuple[Load, Load]:
    """The round of each with the median throughput, so that noise is shared."""
    rounds = [(load(port, ours), load(port, yardstick)) for _ in range(ROUNDS)]
    by_speed = [sorted(column, key=lambda one: one.per_second)[ROUNDS // 2] for column in zip(*rounds, strict=True)]
    return by_speed[0], by_speed[1]
