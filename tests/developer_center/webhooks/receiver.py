"""Receivers of webhooks on loopback, over real HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: str
    at: float

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def event_no(self) -> int:
        return int(self.json["event_no"])


@dataclass
class Answer:
    """What the receiver says, and after how long."""

    status: int = 200
    text: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    after_seconds: float = 0.0


class Receiver:
    """Keeps what it gets; `answer` is one Answer or a function of the request."""

    def __init__(self, answer: Answer | Callable[[Got], Answer] | None = None) -> None:
        self.got: list[Got] = []
        self.answer = answer or Answer()
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hooks"

    @property
    def numbers(self) -> list[int]:
        return [one.event_no for one in self.got]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, got: Got) -> Answer:
        with self._lock:
            self.got.append(got)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        answer = self.answer(got) if callable(self.answer) else self.answer
        time.sleep(answer.after_seconds)
        with self._lock:
            self.at_once -= 1
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                answer = receiver.take(Got(self.path, dict(self.headers.items()), body, time.monotonic()))
                text = answer.text.encode()
                try:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
                except OSError:
                    pass  # the caller's five seconds were over

            def log_message(self, *_args: object) -> None:
                pass

        return Handler
