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


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    services = _started.enter_context(throwaway_services())
    os.environ.update(services.environment)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(
        command, check=True, env=os.environ | {"DJANGO_SETTINGS_MODULE": "cafe24clone.settings_test"}
    )


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    _started.close()
