"""A pytest plugin that starts PostgreSQL and Redis once per run, before Django reads its settings.

Under xdist the controller starts them and its workers inherit the addresses.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from cafe24clone.runner.testing import throwaway_services

_started = ExitStack()
REDIS_DATABASES = 16  # Redis' own default


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["REDIS_URL"] = _redis_of(worker)
        return
    services = _started.enter_context(throwaway_services())
    os.environ.update(services.environment)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, env=os.environ | {"DJANGO_SETTINGS_MODULE": "cafe24clone.settings_test"})


def _redis_of(worker: str) -> str:
    """A Redis database per worker: a job id means another row in each worker's PostgreSQL database."""
    server, _, _number = os.environ["REDIS_URL"].rpartition("/")
    return f"{server}/{int(worker.removeprefix('gw')) % REDIS_DATABASES}"


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    _started.close()
