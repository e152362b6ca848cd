"""Rendered storefront pages in Redis, per mall, and how all of them are forgotten at once (design 11).

Each mall has one version, a random token. A page counts only while it carries the mall's present version, so one
write forgets every page of a mall, and a page that was rendered from what was there before the write is never
served: its writer took the version before it read. Redis away: nothing is read or kept, pages come from the
database. A page lives LIFETIME_SECONDS at most: that bounds what could be stale where Redis was away just when a
mall's pages had to be forgotten.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Final

import structlog
from django.core.cache import caches
from django.db import transaction
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

LIFETIME_SECONDS: Final = 60
VERSION_SECONDS: Final = 24 * 3600
PAUSE_SECONDS: Final = 5.0
_away_until = 0.0


class Lookup:
    """What the cache said to one question; `keep` stores the answer that had to be made."""

    def __init__(self, mall_host: str, name: str) -> None:
        self._version_key = f"{mall_host}:version"
        self._key = f"{mall_host}:{name}"
        found: dict[str, Any] = _ask(lambda: caches["pages"].get_many([self._version_key, self._key]), {})
        self._version: str | None = found.get(self._version_key)
        version, value = found.get(self._key, (None, None))
        self.value: Any = value if version is not None and version == self._version else None
        if self._version is None:
            self._version = self._first_version()

    def keep(self, value: Any, *, seconds: int = LIFETIME_SECONDS) -> None:
        """Store the value under the version that was current before it was made."""
        if self._version is not None:
            _ask(lambda: caches["pages"].set(self._key, (self._version, value), seconds), None)

    def _first_version(self) -> str | None:
        def begin() -> str | None:
            caches["pages"].add(self._version_key, uuid.uuid4().hex, VERSION_SECONDS)
            version: str | None = caches["pages"].get(self._version_key)
            return version

        first: str | None = _ask(begin, None)
        return first


def forget_pages(mall_hosts: Iterable[str]) -> None:
    """After the commit of the present transaction, no page made before it is served again."""
    hosts = sorted(set(mall_hosts))
    if hosts:
        transaction.on_commit(lambda: _renew(hosts))


def _renew(hosts: list[str]) -> None:
    versions = {f"{host}:version": uuid.uuid4().hex for host in hosts}
    _ask(lambda: caches["pages"].set_many(versions, VERSION_SECONDS), None, insists=True)


def _ask(question: Callable[[], Any], otherwise: Any, *, insists: bool = False) -> Any:
    """Put a question to Redis; where it is away, leave it alone for a while, so that no page waits for it twice."""
    global _away_until  # noqa: PLW0603 - per process: each notices for itself
    if time.monotonic() < _away_until and not insists:
        return otherwise
    try:
        return question()
    except (RedisError, OSError) as error:
        if time.monotonic() >= _away_until:
            log.warning("page_cache_away", error=str(error))
        _away_until = time.monotonic() + PAUSE_SECONDS
        return otherwise
