"""How a simulated market goes wrong on the wire."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from typing import Final

from pro.marketplaces.simulator.market import SimAnswer, SimulatedMarket

HUGE_BYTES: Final = 50 * 1024 * 1024
DEAF: Final = ("throttled", "broken")  # what was asked is not done; in other modes it is, and the answer is spoiled
HTML: Final = b"<!DOCTYPE html><html><body><h1>Maintenance [simulated]</h1></body></html>"


def spoiled(mode: str, market: SimulatedMarket, answer: SimAnswer) -> SimAnswer:
    """The answer as a mode makes it; what concerns only its sending is done by `send`."""
    if mode == "throttled":
        return SimAnswer(b'{"message":"Too many requests"}', 429, headers={"Retry-After": str(market.retry_after)})
    if mode == "broken":
        return SimAnswer(HTML, 500, "text/html")
    if mode == "html":
        return SimAnswer(HTML, 200, "text/html")
    if mode == "truncated":
        return SimAnswer(answer.body[: max(1, len(answer.body) // 2)], answer.status, answer.content_type)
    return answer


def send(mode: str, market: SimulatedMarket, handler: BaseHTTPRequestHandler, answer: SimAnswer) -> None:
    """Write an answer: late, byte by byte, endless, or just so."""
    if mode == "slow":
        time.sleep(market.seconds)
    body = answer.body
    handler.send_response(answer.status)
    handler.send_header("Content-Type", answer.content_type)
    if mode == "huge":
        handler.send_header("Connection", "close")
    else:
        handler.send_header("Content-Length", str(len(body)))
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.send_header("X-Simulator", "cafe24clone")
    handler.end_headers()
    if mode == "huge":
        handler.close_connection = True
        for _chunk in range(HUGE_BYTES // 65536):
            handler.wfile.write(b" " * 65536)
    elif mode == "drip":
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(market.seconds / 10)
    else:
        handler.wfile.write(body)
