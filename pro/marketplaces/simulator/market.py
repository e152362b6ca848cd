"""A simulated market: its routes, its state, what it was asked, and how it misbehaves."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import parse_qs

from pro.marketplaces.simulator.goods import SimProduct, invent

MODES: Final = ("ok", "slow", "drip", "throttled", "broken", "html", "truncated", "huge", "expired", "revoked")
KEY_MODES: Final = ("expired", "revoked")
LOGGED: Final = 2000


@dataclass(frozen=True, slots=True)
class SimRequest:
    """What a handler sees. `path` is the market's own, without the simulator's prefix; `query_string` as it was sent.

    `args` are the named parts of the route.
    """

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes
    base: str
    host: str = "api"
    args: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.query_string, keep_blank_values=True).items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    def json(self) -> Any:
        """None for what is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class SimAnswer:
    """What a handler gives back."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> SimAnswer:
        """A JSON answer."""
        return cls(json.dumps(value, ensure_ascii=False).encode(), status, headers=headers)

    @classmethod
    def xml(cls, words: str, status: int = 200, encoding: str = "utf-8") -> SimAnswer:
        """An XML answer in an encoding, with the declaration of it."""
        body = f'<?xml version="1.0" encoding="{encoding}"?>{words}'.encode(encoding)
        return cls(body, status, f"application/xml; charset={encoding}")


Handler = Callable[["SimulatedMarket", SimRequest], SimAnswer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a pattern with `{name}` parts, at one of the market's hosts."""

    method: str
    pattern: re.Pattern[str]
    host: str
    handler: Handler
    is_faulty: bool


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of what a market was asked."""

    method: str
    host: str
    path: str
    status: int


class SimulatedMarket:
    """One market with one seller, whose `keys` are what the real one would have handed out.

    `state` is the handlers' own and is made anew by `reset`: put first values in by `@market.on_reset`. Handlers run
    one at a time. `return_address` changes by the control endpoint, so that Retrieve Market Information has something
    to find.
    """

    def __init__(self, slug: str, name: str, *, language: str, currency: str, keys: Mapping[str, str]) -> None:
        self.slug, self.name, self.language, self.currency = slug, name, language, currency
        self.keys = dict(keys)
        self.lock = threading.RLock()
        self._routes: list[Route] = []
        self._on_reset: list[Callable[[SimulatedMarket], None]] = []
        self.products: list[SimProduct] = []
        self.registered: dict[str, dict[str, Any]] = {}
        self.state: dict[str, Any] = {}
        self.log: list[Logged] = []
        self.return_address = ""
        self.mode: str = "ok"
        self.mode_left: int | None = None
        self.retry_after = 1
        self.seconds = 3.0
        self.reset()

    def route(
        self, method: str, path: str, *, host: str = "api", is_faulty: bool = True
    ) -> Callable[[Handler], Handler]:
        """Decorator: answer a path. `{name}` takes anything up to the next slash."""
        pattern = re.compile("".join(_pieces(path)))

        def take(handler: Handler) -> Handler:
            self._routes.append(Route(method, pattern, host, handler, is_faulty))
            return handler

        return take

    def on_reset(self, prepare: Callable[[SimulatedMarket], None]) -> Callable[[SimulatedMarket], None]:
        """Decorator: put the first values into `state`; called now and at every reset."""
        self._on_reset.append(prepare)
        prepare(self)
        return prepare

    def reset(self) -> None:
        """As at the start."""
        with self.lock:
            self.products = invent(self.slug, self.language, self.currency)
            self.registered, self.state, self.log = {}, {}, []
            self.return_address = f"{self.name} 1-2-3 [simulated]"
            self.mode, self.mode_left = "ok", None
            for prepare in self._on_reset:
                prepare(self)

    def misbehave(self, mode: str, *, times: int | None = None, retry_after: int = 1, seconds: float = 3.0) -> None:
        """Answer the next `times` calls (None: all) in one of MODES. Raises ValueError for an unknown one."""
        if mode not in MODES:
            raise ValueError(mode)
        with self.lock:
            self.mode, self.mode_left, self.retry_after, self.seconds = mode, times, retry_after, seconds

    @property
    def key_state(self) -> Literal["valid", "expired", "revoked"]:
        """What handlers have to say to any key."""
        if self.mode == "expired":
            return "expired"
        return "revoked" if self.mode == "revoked" else "valid"

    def next_id(self, first: int) -> int:
        """A number that was not given before, counted from `first`."""
        with self.lock:
            self.state["_ids"] = self.state.get("_ids", 0) + 1
            return int(first + self.state["_ids"])

    def find(self, method: str, host: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        for route in self._routes:
            found = route.pattern.fullmatch(path)
            if found and route.method == method and route.host == host:
                return route, found.groupdict()
        return None

    def answer(self, route: Route, request: SimRequest) -> SimAnswer:
        with self.lock:
            return route.handler(self, request)

    def take_mode(self) -> str:
        """The mode of this call."""
        with self.lock:
            mode = self.mode
            if self.mode_left is not None:
                self.mode_left -= 1
                if self.mode_left <= 0:
                    self.mode, self.mode_left = "ok", None
            return mode

    def note(self, method: str, host: str, path: str, status: int) -> None:
        with self.lock:
            self.log = [*self.log[-LOGGED:], Logged(method, host, path, status)]

    def calls(self, path_part: str = "") -> list[Logged]:
        """What was asked, oldest first."""
        with self.lock:
            return [line for line in self.log if path_part in line.path]


def _pieces(path: str) -> Iterator[str]:
    for piece in re.split(r"(\{\w+\})", path):
        yield f"(?P<{piece[1:-1]}>[^/]+)" if piece.startswith("{") else re.escape(piece)


def now() -> float:
    """Unix time, for signatures that carry it."""
    return time.time()
