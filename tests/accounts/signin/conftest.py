"""Limits count by windows of time: these tests begin with a window, so that none ends in their middle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture(autouse=True)
def _start_of_an_hour(request: pytest.FixtureRequest) -> Iterator[None]:
    """Slow tests run live programs, which have the clock of the machine, so the tests have it too."""
    if request.node.get_closest_marker("slow"):
        yield
        return
    hour = dt.datetime.now(dt.UTC).replace(minute=0, second=1, microsecond=0)
    with time_machine.travel(hour, tick=True):
        yield
