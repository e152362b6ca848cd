"""An app's server that publishes a list of screens, over real HTTP."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cafe24clone.runner.processes import free_port

SCREENS = {
    "screens": [
        {
            "id": "orders",
            "name": {"ko": "주문", "en": "Orders"},
            "actions": [
                {"id": "refund", "name": {"ko": "환불", "en": "Refund"}},
                {"id": "memo", "name": "Memo"},
            ],
        },
        {"id": "stats", "name": {"ko": "통계"}},
    ]
}


class Published:
    """What the server answers: set `body`, `status`, `headers`; `pause` seconds before each 1 kB."""

    def __init__(self) -> None:
        self.body, self.status, self.headers, self.pause, self.asked = b"", 200, {}, 0.0, []
        self.url = ""


@contextlib.contextmanager
def listing_server() -> Iterator[Published]:
    published = Published()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            published.asked.append(self.path)
            self.send_response(published.status)
            for name, value in published.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                for start in range(0, len(published.body), 1024):
                    time.sleep(published.pause)
                    self.wfile.write(published.body[start : start + 1024])

        def log_message(self, *args):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    server.daemon_threads = True
    published.url = f"http://127.0.0.1:{server.server_port}/screens.json"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield published
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
