"""A small HTTP load: some connections that stay open and ask for one page, one after the other."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Sequence

CONNECTIONS = 8
SECONDS = 3.0
ROUNDS = 3


class PageError(Exception):
    """The page did not answer 200, so its speed says nothing."""


def compare(port: int, host: str, paths: Sequence[str]) -> list[float]:
    """Requests per second of each path: the median of several rounds, taken in turns so that noise is shared."""
    for path in paths:
        fetch(port, host, path)
    rounds = [[requests_per_second(port, host, path) for path in paths] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def fetch(port: int, host: str, path: str) -> bytes:
    """One page. Raises PageError unless it answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise PageError(f"{path} answered {answer.status}.")
    return body


def requests_per_second(port: int, host: str, path: str) -> float:
    """Ask on all connections at once for SECONDS; the client takes its own share of the machine."""
    counts = [0] * CONNECTIONS
    began = time.monotonic()

    def ask(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() - began < SECONDS:
            connection.request("GET", path, headers={"Host": host})
            connection.getresponse().read()
            counts[index] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=[index]) for index in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - began)
