"""The buckets of API calls that tests leave behind in Redis."""

from __future__ import annotations

import functools

import redis
from django.conf import settings


def forget_buckets() -> None:
    """Empty every bucket of calls."""
    connection = _redis(settings.REDIS_URL)
    keys = list(connection.scan_iter("api:*", count=1000))
    if keys:
        connection.delete(*keys)


@functools.cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url)
