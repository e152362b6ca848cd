"""The programs of the platform. Another one is one more entry in `programs()`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
WEB_PROCESSES = 2
WEB_THREADS = 4
WORKER_PROCESSES = 2

# A signal and how long a program may take to follow it, from polite to final.
Farewell = Sequence[tuple[signal.Signals, float]]
POLITE: Farewell = ((signal.SIGTERM, 10), (signal.SIGKILL, 5))
# Celery: SIGTERM ends after the running tasks; SIGQUIT, its soft shutdown, gives unfinished ones back.
CELERY: Farewell = ((signal.SIGTERM, 5), (signal.SIGQUIT, 25), (signal.SIGKILL, 5))

# Warnings that are right elsewhere: in development static files come from their sources, not from one folder,
# and who runs `make run` as root (in a container) knows it.
WEB_ENVIRONMENT = {"PYTHONWARNINGS": "ignore:No directory at"}
WORKER_ENVIRONMENT = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}


@dataclass(frozen=True)
class Program:
    """What to run, and how it is told to end."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    farewell: Farewell = POLITE
    waits: bool = False  # for the first page: until it can be opened, the web server has the processors to itself


def programs(port: int) -> list[Program]:
    """The web server starts first, the others once it answers; they are stopped in this order: first who takes work
    in, last who does it.
    """
    return [
        Program("web", web(port), WEB_ENVIRONMENT),
        Program("clock", manage("run_clock"), waits=True),
        Program("markets", manage("market_simulator"), waits=True),
        Program("worker", worker(), WORKER_ENVIRONMENT, CELERY, waits=True),
    ]


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(PROJECT / "manage.py"), *arguments]


def web(port: int) -> list[str]:
    """Few threads: a view mostly waits for the database, and each thread holds connections to it."""
    arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    size = ["--workers", str(WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS)]
    care = ["--respawn-failed-workers", "--workers-kill-timeout", "8", "--no-ws"]
    return python("granian", *arguments, *size, *care, "cafe24clone.wsgi:application")


def worker() -> list[str]:
    """Gossip, mingle and heartbeats are talk between workers; one worker has nobody to talk to."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    size = ["--concurrency", str(WORKER_PROCESSES)]
    return python("celery", "--quiet", "-A", "cafe24clone", "worker", "--loglevel", "INFO", *size, *quiet)
