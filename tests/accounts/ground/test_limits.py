"""Limits that protect secrets: they count in PostgreSQL on a connection of their own (design 3.2, F12)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from accounts.limits import Limit
from accounts.models import RateCounter

pytestmark = pytest.mark.usefixtures("committed")
LIMIT = Limit("trial", hits=3, seconds=60)
NOON = dt.datetime(2026, 3, 2, 12, 0, 5, tzinfo=dt.UTC)


def test_hits_beyond_the_limit_are_refused_until_the_window_ends():
    with time_machine.travel(NOON, tick=False) as clock:
        assert [LIMIT.hit("a") for _hit in range(4)] == [True, True, True, False]
        assert LIMIT.is_full("a")
        assert LIMIT.hit("b")
        assert LIMIT.retry_after_seconds() == 56
        clock.shift(dt.timedelta(seconds=55))
        assert LIMIT.hit("a")


def test_a_rolled_back_request_does_not_take_its_hit_back():
    with transaction.atomic():
        LIMIT.hit("a")
        transaction.set_rollback(True)
    assert RateCounter.objects.get().hits == 1


def test_redis_is_not_asked(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert LIMIT.hit("a")


def test_a_key_is_stored_so_that_nobody_can_read_it():
    LIMIT.hit("someone@example.com", "\ud800")
    assert "someone" not in RateCounter.objects.get().key


def test_a_success_empties_the_bucket():
    for _hit in range(4):
        LIMIT.hit("a")
    LIMIT.clear("a")
    assert LIMIT.hit("a")
