"""The simulator's HTTP server: loopback only, a thread per connection, every answer marked."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from pro.marketplaces import registry
from pro.marketplaces.simulator import faults, pages
from pro.marketplaces.simulator.drawing import picture
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket

LARGEST_BODY: Final = 10 * 1024 * 1024
PATIENCE_SECONDS: Final = 30
LOOPBACK: Final = "127.0.0.1"


def simulated_markets() -> dict[str, SimulatedMarket]:
    """Every market with a `simulated.py`, by its folder."""
    found = {}
    for folder in registry.market_folders():
        name = f"pro.marketplaces.{folder}.simulated"
        if importlib.util.find_spec(name):
            market: SimulatedMarket = importlib.import_module(name).market
            found[market.slug] = market
    return found


class Simulator:
    """All simulated markets behind one port of this machine."""

    def __init__(self, port: int = 0) -> None:
        self.markets = simulated_markets()
        markets = self.markets

        class Handler(_Handler):
            simulated = markets

        self._server = ThreadingHTTPServer((LOOPBACK, port), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def __getitem__(self, slug: str) -> SimulatedMarket:
        return self.markets[slug]

    def reset(self) -> None:
        for market in self.markets.values():
            market.reset()

    def serve(self) -> None:
        """Answer until `close`."""
        self._server.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def running_simulator(port: int = 0) -> Iterator[Simulator]:
    """The simulator in a thread of this process, for tests."""
    simulator = Simulator(port)
    thread = threading.Thread(target=simulator.serve, daemon=True)
    thread.start()
    try:
        yield simulator
    finally:
        simulator.close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "cafe24clone-simulator"
    timeout = PATIENCE_SECONDS
    simulated: dict[str, SimulatedMarket] = {}

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base names it so
        """Quiet: what was asked is in each market's log."""

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(size, LARGEST_BODY))
        path, _mark, query = self.path.partition("?")
        _empty, slug, *rest = path.split("/", 2)
        with contextlib.suppress(ConnectionError, TimeoutError):
            if slug in self.simulated:
                self._answer_as(self.simulated[slug], "/" + "".join(rest), query, body)
            else:
                self._send_plain(self._own_page(path, body))

    def _answer_as(self, market: SimulatedMarket, path: str, query: str, body: bytes) -> None:
        host = "api"
        if path.startswith("/-"):
            host, _slash, inner = path[2:].partition("/")
            path = f"/{inner}"
        if host == "pictures":
            self._send_plain(_picture(path))
            return
        found = market.find(self.command, host, path)
        if found is None:
            market.note(self.command, host, path, 404)
            self._send_plain(SimAnswer.of({"message": f"The simulator knows no {self.command} {path}."}, 404))
            return
        route, args = found
        base = f"http://{self.headers.get('Host', LOOPBACK)}/{market.slug}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = SimRequest(self.command, path, query, headers, body, base, host, args)
        is_deaf = route.is_faulty and market.mode in faults.DEAF
        answer = SimAnswer() if is_deaf else market.answer(route, request)
        mode = market.take_mode() if route.is_faulty else "ok"
        answer = faults.spoiled(mode, market, answer)
        market.note(self.command, host, path, answer.status)
        faults.send(mode, market, self, answer)

    def _own_page(self, path: str, body: bytes) -> SimAnswer:
        if path == "/" and self.command == "GET":
            return SimAnswer(pages.front(self.simulated).encode(), content_type="text/html; charset=utf-8")
        return control(self.simulated, self.command, path, body)

    def _send_plain(self, answer: SimAnswer) -> None:
        faults.send("ok", next(iter(self.simulated.values())), self, answer)


def control(markets: dict[str, SimulatedMarket], method: str, path: str, body: bytes) -> SimAnswer:
    """`/-control/<market>/mode|return-address|reset|log`: how people and tests steer a market."""
    parts = path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "-control" or parts[1] not in markets:
        return SimAnswer.of({"message": "The simulator has no such page."}, 404)
    market, what = markets[parts[1]], parts[2]
    if method == "GET" and what == "log":
        lines = [
            {"method": one.method, "host": one.host, "path": one.path, "status": one.status} for one in market.calls()
        ]
        return SimAnswer.of(lines)
    try:
        wish = json.loads(body or b"{}")
        if method == "POST" and what == "mode":
            market.misbehave(wish["mode"], times=wish.get("times"), retry_after=int(wish.get("retry_after", 1)))
        elif method == "POST" and what == "return-address":
            market.return_address = str(wish["address"])
        elif method == "POST" and what == "reset":
            market.reset()
        else:
            return SimAnswer.of({"message": "The simulator has no such page."}, 404)
    except (ValueError, KeyError, TypeError, AttributeError):
        return SimAnswer.of({"message": "That is not understood."}, 400)
    return SimAnswer.of({"market": market.slug, "mode": market.mode, "return_address": market.return_address})


def _picture(path: str) -> SimAnswer:
    found = picture(path.rpartition("/")[2])
    return SimAnswer(found, content_type="image/jpeg") if found else SimAnswer(b"", 404, "text/plain")
