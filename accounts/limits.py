"""Rate limits that protect secrets: counted in PostgreSQL on a connection of their own (design 4).

They survive Redis being down, and a rolled-back request does not take its hit back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import connections
from django.utils import timezone

from accounts.models import RateCounter

COUNTERS = "counters"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `hits` per key in each window of `seconds`."""

    name: str
    hits: int
    seconds: int

    def hit(self, *key: object) -> bool:
        """Count one hit; False once the window is full. Keys are stored hashed: they may be addresses."""
        return _count(self._key(key), self._window_at()) <= self.hits

    def is_full(self, *key: object) -> bool:
        """Whether the next hit would be refused, without counting one."""
        row = RateCounter.objects.using(COUNTERS).filter(key=self._key(key), window_at=self._window_at()).first()
        return row is not None and row.hits >= self.hits

    def clear(self, *key: object) -> None:
        """Forget this window's hits of a key, after a success."""
        RateCounter.objects.using(COUNTERS).filter(key=self._key(key)).delete()

    def retry_after_seconds(self) -> int:
        """Seconds until the present window ends."""
        end = self._window_at() + dt.timedelta(seconds=self.seconds)
        return max(1, int((end - timezone.now()).total_seconds()) + 1)

    def _key(self, parts: tuple[object, ...]) -> str:
        digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return f"{self.name}:{digest}"

    def _window_at(self) -> dt.datetime:
        stamp = int(timezone.now().timestamp())
        return dt.datetime.fromtimestamp(stamp - stamp % self.seconds, dt.UTC)


def _count(key: str, window_at: dt.datetime) -> int:
    with connections[COUNTERS].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_ratecounter (key, window_at, hits) VALUES (%s, %s, 1)
            ON CONFLICT (key, window_at) DO UPDATE SET hits = accounts_ratecounter.hits + 1
            RETURNING hits
            """,
            [key, window_at],
        )
        return int(cursor.fetchone()[0])
