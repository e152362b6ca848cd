"""A clock moved by hand for the main display's life."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.pro.display.life import Clock, seoul, statistics_are_folded


@pytest.fixture
def clock(committed: None) -> Iterator[Clock]:
    """It is Thursday, 17 December 2026, noon in Korea; the clock process has looked once, so its marks stand."""
    with time_machine.travel(seoul("2026-12-17 12:00"), tick=False) as traveller:
        statistics_are_folded()
        clock = Clock(traveller)
        clock.at("2026-12-17 12:00")
        yield clock
