"""A small HTTP load: some connections that stay open and ask for one page, one after the other."""

from __future__ import annotations

import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Ask = Callable[[http.client.HTTPConnection, int], None]

CONNECTIONS = 8
SECONDS = 3.0
ROUNDS = 3
WARM_UPS = 8


class PageError(Exception):
    """The page did not answer 200, so its speed says nothing."""


def compare(port: int, host: str, paths: Sequence[str], *, headers: Mapping[str, str] | None = None) -> list[float]:
    """Requests per second of each path: the median of several rounds, taken in turns so that noise is shared."""
    sent = {"Host": host, **(headers or {})}
    for path in paths:
        for _ in range(WARM_UPS):  # each server process makes its own first answer
            fetch(port, path, sent)
    rounds = [[requests_per_second(port, path, sent) for path in paths] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def fetch(port: int, path: str, headers: Mapping[str, str]) -> bytes:
    """One page. Raises PageError unless it answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise PageError(f"{path} answered {answer.status}.")
    return body


def requests_per_second(port: int, path: str, headers: Mapping[str, str]) -> float:
    """Ask for a page on all connections at once for SECONDS; the client takes its own share of the machine."""

    def ask(connection: http.client.HTTPConnection, _index: int) -> None:
        connection.request("GET", path, headers=dict(headers))
        connection.getresponse().read()

    return load(port, ask).per_second


@dataclass(frozen=True)
class Load:
    """What all connections together got, and how long one answer took."""

    per_second: float
    p50_ms: float
    p99_ms: float


def load(port: int, ask: Ask) -> Load:
    """Have every connection ask, one request after the other, for SECONDS. `ask` is told which connection it is."""
    times: list[list[float]] = [[] for _ in range(CONNECTIONS)]
    began = time.monotonic()

    def work(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() - began < SECONDS:
            sent = time.perf_counter()
            ask(connection, index)
            times[index].append(time.perf_counter() - sent)
        connection.close()

    threads = [threading.Thread(target=work, args=[index]) for index in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    ordered = sorted(itertools.chain.from_iterable(times))
    p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return Load(len(ordered) / seconds, statistics.median(ordered) * 1000, p99 * 1000)
