"""The real programs against this run's database: a web server of several processes, a Celery worker, the clock.

`with web_server(folder) as site:` and the fixtures `site` and `live_worker` (tests/conftest.py). All of them
see committed rows only: use the fixture `committed`. Each is started in a process group of its own and ended by pid.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from django.conf import settings

from cafe24clone.runner.processes import free_port
from cafe24clone.runner.programs import PROJECT, manage, python
from cafe24clone.runner.testing import urls_of

START_SECONDS = 60
STOP_SECONDS = 15
GATEWAY_KEY = "the-key-of-this-test-run"  # tests.runner.gateways.running_gateway(..., site.port, GATEWAY_KEY)
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class LiveServer:
    """A running web server. Pages of a mall are asked for by their Host header, as a proxy would."""

    port: int
    process: subprocess.Popen[bytes]
    log_path: Path

    @property
    def url(self) -> str:
        """Address of the platform host without a slash at the end; what a browser is sent to."""
        return f"http://{settings.PLATFORM_HOST}:{self.port}"

    def mall_url(self, mall_host: str) -> str:
        """Address of a mall's base shop; Chromium finds *.localhost by itself."""
        return f"http://{mall_host}.{settings.MALL_DOMAIN}:{self.port}"

    def request(
        self, method: str, path: str, *, session: requests.Session | None = None, mall_host: str = "", **options: Any
    ) -> requests.Response:
        """One request over a real socket, no redirect followed. `mall_host` asks that mall's storefront."""
        host = f"{mall_host}.{settings.MALL_DOMAIN}" if mall_host else settings.PLATFORM_HOST
        options = {"allow_redirects": False, "timeout": TIMEOUT_SECONDS} | options
        options["headers"] = {"Host": f"{host}:{self.port}"} | dict(options.get("headers", {}))
        return (session or requests).request(method, f"http://127.0.0.1:{self.port}{path}", **options)

    def cookie_name(self, setting: str) -> str:
        """A cookie setting as this server has it: development names carry the port."""
        return str(getattr(settings, setting)).replace(f"_{settings.PORT}", f"_{self.port}")

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """Variables of a program that shares this test's database, Redis and folders (mails in `folder`/mail)."""
    name = str(settings.DATABASES["default"]["NAME"])
    return (
        os.environ
        | urls_of(os.environ, name)
        | {
            "DJANGO_SETTINGS_MODULE": "cafe24clone.settings_test",
            "ENVIRONMENT": "test",
            "REDIS_URL": settings.REDIS_URL,
            "VAR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "PRIVATE_ROOT": str(folder / "private"),
            "PYTHONWARNINGS": "default",
            "TLS_GATEWAY_KEY": GATEWAY_KEY,
        }
        | changes
    )


@contextlib.contextmanager
def web_server(
    folder: Path, *, workers: int = 2, threads: int = 2, port: int = 0, **changes: str
) -> Iterator[LiveServer]:
    """Granian with real worker processes; ready when this yields. `changes` are environment variables."""
    port = port or free_port()
    arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    arguments += ["--workers", str(workers), "--blocking-threads", str(threads), "--workers-kill-timeout", "5"]
    command = [*python("granian", *arguments), "cafe24clone.wsgi:application"]
    log_path = folder / f"web-{port}.log"
    with _running(command, environment(folder, **{"PORT": str(port), **changes}), log_path) as process:
        server = LiveServer(port, process, log_path)
        _wait_for_web(server)
        yield server


@contextlib.contextmanager
def celery_worker(folder: Path, *, concurrency: int = 1, **changes: str) -> Iterator[Path]:
    """A Celery worker; yields its log once it takes work in."""
    arguments = ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command = python("celery", "-A", "cafe24clone", "worker", "--loglevel", "INFO", *arguments)
    log_path = folder / f"worker-{time.monotonic_ns()}.log"
    with _running(command, environment(folder, **changes), log_path) as process:
        _wait_for_line(process, log_path, " ready.")
        yield log_path


@contextlib.contextmanager
def clock(folder: Path, *, seconds: float = 0.5, **changes: str) -> Iterator[Path]:
    """The job clock with a short pause: it wakes workers for rows whose wake-up call was lost or is due later."""
    log_path = folder / f"clock-{time.monotonic_ns()}.log"
    command = manage("run_clock", "--seconds", str(seconds))
    with _running(command, environment(folder, **changes), log_path) as process:
        _wait_for_line(process, log_path, "clock_started")
        yield log_path


@contextlib.contextmanager
def _running(command: list[str], variables: Mapping[str, str], log_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=dict(variables), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it and what it started: first politely, then its whole group, which is ours alone."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_for_web(server: LiveServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(requests.RequestException):
            if server.request("GET", "/-/healthz", timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The web server did not start:\n{server.log()}")


def _wait_for_line(process: subprocess.Popen[bytes], log_path: Path, text: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if text in log_path.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{log_path.name} never said {text!r}:\n{log_path.read_text(errors='replace')}")
