"""What a machine can hold, held: the list behind `make check`."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cafe24clone.runner.console import paint
from cafe24clone.runner.programs import PROJECT, manage, python

GREEN, RED = 32, 31
NOWHERE = "postgresql://{}:password@127.0.0.1:1/cafe24clone"  # these checks need no database

# A complete production environment of made-up values: what `manage.py check --deploy` is asked about.
PRODUCTION = {
    "ENVIRONMENT": "production",
    "PLATFORM_HOST": "platform.example",
    "MALL_DOMAIN": "mall.example",
    "SECRET_KEY": "a-made-up-key-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "ENCRYPTION_KEYS": f"k1:{base64.b64encode(bytes(range(32))).decode()}",
    "DATABASE_URL": NOWHERE.format("app"),
    "DATABASE_BATCH_URL": NOWHERE.format("batch"),
    "DATABASE_MIGRATOR_URL": NOWHERE.format("migrator"),
    "DATABASE_SUPPORT_URL": NOWHERE.format("support"),
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_HOST": "smtp.example",
    "METRICS_TOKEN": "a-made-up-token",
    "TRUSTED_PROXY_COUNT": "1",
    # makemigrations warns that it could not ask the database which migrations ran; it is not asked here
    "PYTHONWARNINGS": "ignore::RuntimeWarning",
}


@dataclass(frozen=True)
class Check:
    """One tool; green when it ends with status 0."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """How a check ended and what it said."""

    check: Check
    passed: bool
    output: str
    seconds: float


def checks() -> list[Check]:
    """The slowest first, so that it overlaps with all others."""
    return [
        Check("types", python("mypy", ".")),
        Check("style", python("ruff", "check", ".")),
        Check("format", python("ruff", "format", "--check", ".")),
        Check("layers", [str(PROJECT / ".venv" / "bin" / "lint-imports"), "--no-cache"]),
        Check("templates", python("djlint", "templates", "--lint", "--check")),
        Check("migrations", manage("makemigrations", "--check", "--dry-run")),
        Check("deployment", manage("check", "--deploy", "--fail-level", "WARNING")),
        Check("messages", [sys.executable, str(PROJECT / "scripts" / "messages.py"), "check"]),
    ]


def run_checks(planned: Sequence[Check]) -> bool:
    """Run all of them, two at a time, show each and what the red ones said; True where all are green."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = []
        for outcome in pool.map(run_check, planned):
            show(outcome)
            outcomes.append(outcome)
    return all(outcome.passed for outcome in outcomes)


def run_check(check: Check) -> Outcome:
    began = time.monotonic()
    result = subprocess.run(
        list(check.command),
        cwd=PROJECT,
        env=os.environ | PRODUCTION,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return Outcome(check, result.returncode == 0, result.stdout, time.monotonic() - began)


def show(outcome: Outcome) -> None:
    word = paint("ok    ", GREEN) if outcome.passed else paint("FAILED", RED)
    print(f"  {word} {outcome.check.name:<12}{outcome.seconds:6.1f} s", flush=True)
    if not outcome.passed:
        print(outcome.output, flush=True)


if __name__ == "__main__" and sys.argv[1:] == ["environment"]:
    print(" ".join(f"{name}={value}" for name, value in PRODUCTION.items() if " " not in value))
