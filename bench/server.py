"""The platform on throw-away servers, with the web server and settings of `make run`."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cafe24clone.runner.child import Child
from cafe24clone.runner.processes import free_port
from cafe24clone.runner.programs import WEB_ENVIRONMENT, Program, manage, web
from cafe24clone.runner.supervisor import answers
from cafe24clone.runner.testing import throwaway_services

START_SECONDS = 60


@contextmanager
def running_platform(*, prepare: Callable[[dict[str, str]], None] | None = None) -> Iterator[int]:
    """Migrate an empty database, let `prepare` fill it, serve it; yields the port. TimeoutError if no page comes."""
    port = free_port()
    with throwaway_services() as services:
        own = {"DJANGO_SETTINGS_MODULE": "bench.settings", "ENVIRONMENT": "development", "PORT": str(port)}
        own["API_CALLS_PER_SECOND"] = "1000000"  # the bucket would measure itself
        environment = os.environ | services.environment | own
        subprocess.run(manage("migrate", "--verbosity", "0"), env=environment, check=True)  # noqa: S603
        if prepare is not None:
            prepare(environment)
        quiet = {**WEB_ENVIRONMENT, "LOG_LEVEL": "ERROR"}
        child = Child(Program("web", [*web(port), "--log-level", "error"], quiet), environment)
        try:
            child.start()
            _wait(port)
            yield port
        finally:
            child.stop()


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        if time.monotonic() > deadline:
            raise TimeoutError("The web server did not answer.")
        time.sleep(0.1)
