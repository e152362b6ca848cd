"""A company's HTTP server for tests: real sockets, answers by a function, and a list of what it was asked."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """What is sent back; `seconds` before the first byte."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0

    @property
    def raw(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass
class StandIn:
    """The server: `answer`, always the same one or a function of what was asked, may be replaced while it runs."""

    url: str
    answer: Answer | Callable[[Asked], Answer]
    asked: list[Asked] = field(default_factory=list)


@contextlib.contextmanager
def stand_in(answer: Answer | Callable[[Asked], Answer]) -> Iterator[StandIn]:
    """Serve on a free port of loopback until the block ends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            names = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, names, self.rfile.read(length))
            server.asked.append(asked)
            given = server.answer if isinstance(server.answer, Answer) else server.answer(asked)
            time.sleep(given.seconds)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(given.status)
                for name, value in {"Content-Type": "application/json", **given.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(given.raw)))
                self.end_headers()
                self.wfile.write(given.raw)

        do_POST = do_GET  # noqa: N815 - the names are http.server's

        def log_message(self, *_args: Any) -> None:
            """Keep quiet."""

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.daemon_threads = True
    server = StandIn(f"http://127.0.0.1:{web.server_port}", answer)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()
        thread.join()
