"""The database cache, made fit for what guards one-time codes (security.md A4), and the pages' cache in Redis."""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import connection
from django.utils import timezone

ADD = """
INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
WHERE {table}.expires <= %s
RETURNING 1
"""


class GuardCache(DatabaseCache):
    """allauth marks a used one-time code by `add`, so exactly one caller may win it, and the mark must stay.

    Django's own `add` looks first and writes then, so two callers can both renew a key that is over; and past 300
    entries `_cull` drops live rows. Here `add` is one statement and only what is over is dropped.
    """

    _table: str

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set a key that is absent or over; False for all callers but one."""
        full_key = self.make_and_validate_key(key, version=version)
        until = self.get_backend_timeout(timeout)
        expires = datetime.max.replace(tzinfo=UTC) if until is None else datetime.fromtimestamp(until, UTC)
        encoded = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(table=self._table), [full_key, encoded, expires, timezone.now()])
            return cursor.fetchone() is not None

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        cursor.execute(f"DELETE FROM {self._table} WHERE expires < %s", [now])  # noqa: S608 - a name of the settings


class KeptClient(RedisCacheClient):
    """Django's client makes a redis.Redis at each call, a tenth of a warm page's time; here one is kept per pool."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        kept: dict[Any, Any] = self.__dict__.setdefault("_kept", {})
        if pool not in kept:
            kept[pool] = super().get_client(key, write=write)
        return kept[pool]


class PageCache(RedisCache):
    """Redis for whole pages; it keeps its clients, a set for each thread as Django keeps caches."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient
