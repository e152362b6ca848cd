"""The Redis stream between the storefront, which appends what shoppers do, and the fold, which counts it (design 6).

An entry is one text: mall, shop, product, kind, visit marks and time, parted by spaces. One short field keeps a
million waiting entries near 60 MB and reading them cheap.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self, cast

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

log = structlog.get_logger(__name__)

KEY: Final = "statistics:events"
FIELD: Final = b"e"
LONGEST: Final = 2_000_000  # entries that wait at most; beyond it the oldest go, should no worker run for long
BEGINNING: Final = "0-0"
VIEW, CART_ADD = "v", "c"
VISIT_SECONDS: Final = 30 * 60

# Marks both kinds of visit and appends, in one journey: KEYS are the stream and the two marks.
VIEW_SCRIPT: Final = """
local first = {}
for i = 2, 3 do
  first[i] = redis.call('SET', KEYS[i], '1', 'NX', 'EX', ARGV[1]) and '1' or '0'
end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'e', ARGV[3] .. first[2] .. first[3] .. ARGV[4])
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One view or cart add. `is_visit`: the session's first view of the product in 30 minutes; `is_shop_visit`: its
    first view of anything in the shop."""

    mall_id: int
    shop_no: int
    product_id: int
    kind: str
    is_visit: bool
    is_shop_visit: bool
    at: dt.datetime

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is no entry of ours."""
        mall_id, shop_no, product_id, kind, marks, seconds = text.split(" ")
        if kind not in {VIEW, CART_ADD} or len(marks) != 2:
            raise ValueError(text)
        at = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        return cls(int(mall_id), int(shop_no), int(product_id), kind, marks[0] == "1", marks[1] == "1", at)


@functools.cache
def writer(url: str) -> redis.Redis:
    """The storefront's pool, one per process. Short time-outs and no second try: a page does not wait for this."""
    return redis.Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.5, retry=Retry(NoBackoff(), 0))


@functools.cache
def view_script(url: str) -> Script:
    """VIEW_SCRIPT, which Redis keeps by its hash."""
    return writer(url).register_script(VIEW_SCRIPT)


@functools.cache
def _reader(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10)


def reader() -> redis.Redis:
    """The fold's connection, which may wait longer."""
    return _reader(settings.REDIS_URL)


def read_after(last_id: str, count: int) -> list[tuple[str, bytes]]:
    """At most `count` entries that follow an id, oldest first, as id and text."""
    entries = cast("list[tuple[bytes, dict[bytes, bytes]]]", reader().xrange(KEY, f"({last_id}", "+", count))
    return [(entry_id.decode(), fields.get(FIELD, b"")) for entry_id, fields in entries]


def trim_through(last_id: str) -> None:
    """Forget everything up to an id that is counted. A call that is lost is made up by the next one."""
    reader().xtrim(KEY, minid=_after(last_id), approximate=False)


def never_go_back(last_id: str) -> None:
    """Have ids continue above `last_id` where Redis came back with an earlier clock or without its last second.

    Ids grow with Redis' clock; below the counted id they would wait unread until the clock has caught up.
    """
    try:
        info = reader().xinfo_stream(KEY)
    except redis.ResponseError:  # no stream: nobody has looked at anything yet
        return
    if _order(info["last-generated-id"].decode()) < _order(last_id):
        reader().execute_command("XSETID", KEY, last_id)  # type: ignore[no-untyped-call]


def waiting() -> int:
    """How many entries wait or are not trimmed yet."""
    return int(reader().xlen(KEY))


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, number = entry_id.partition("-")
    return int(milliseconds), int(number)


def _after(entry_id: str) -> str:
    milliseconds, number = _order(entry_id)
    return f"{milliseconds}-{number + 1}"


def events_of(entries: list[tuple[str, bytes]]) -> Iterator[Event]:
    """The readable ones; one that is not of ours is passed over, so that it cannot hold up the rest."""
    for entry_id, text in entries:
        try:
            yield Event.read(text.decode("ascii"))
        except (ValueError, OverflowError, OSError) as error:
            log.warning("statistics_event_unreadable", entry_id=entry_id, error=type(error).__name__)
