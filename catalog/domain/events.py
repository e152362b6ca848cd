"""Note what shoppers look at and put into carts, for the statistics (design 6). No page ever fails or waits for it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest
from redis.exceptions import RedisError

from accounts.clients import client_ip
from catalog import stream

log = structlog.get_logger(__name__)

PAUSE_SECONDS: Final = 5.0
MACHINES: Final = re.compile(r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit", re.IGNORECASE)
_outage = {"until": 0.0, "is_on": 0.0}


def count_view(mall_id: int, shop_no: int, product_id: int, *, session: str, at: float | None = None) -> None:
    """Append a view of a product's page. `session` is what `session_of` gave; `at` is Unix time, now if left out.

    Whether it is a visit is decided here, by marks in Redis that live 30 minutes. While Redis is away nothing is
    counted and nothing is raised: the events of the outage are the only loss, said once in the log.
    """
    head = f"{mall_id} {shop_no} {product_id} {stream.VIEW} "
    marks = [f"{mall_id}:visit:{shop_no}:{product_id}:{session}", f"{mall_id}:visit:{shop_no}:{session}"]
    arguments: list[str | int] = [stream.VISIT_SECONDS, stream.LONGEST, head, f" {_seconds(at)}"]
    _send(lambda: stream.view_script(settings.REDIS_URL)(keys=[stream.KEY, *marks], args=arguments))


def count_cart_add(mall_id: int, shop_no: int, product_id: int, *, at: float | None = None) -> None:
    """Append one act of putting a product into a cart, however many pieces. Never raises."""
    text = f"{mall_id} {shop_no} {product_id} {stream.CART_ADD} 00 {_seconds(at)}"
    _send(
        lambda: stream.writer(settings.REDIS_URL).xadd(
            stream.KEY, {stream.FIELD: text}, maxlen=stream.LONGEST, approximate=True
        )
    )


def session_of(request: HttpRequest) -> str:
    """A short hash that stands for a shopper's session: of its cookie, else of address and browser.

    It is keyed and lives in Redis for 30 minutes only, so nobody can be found by it.
    """
    cookie = request.COOKIES.get(settings.SHOPPER_COOKIE_NAME, "")
    who = cookie or f"{client_ip(request)} {request.headers.get('User-Agent', '')}"
    key = settings.SECRET_KEY.encode()[:64]
    return hashlib.blake2b(who.encode("utf-8", "surrogatepass"), key=key, digest_size=12).hexdigest()


def is_by_a_person(request: HttpRequest) -> bool:
    """Whether a request counts: a GET by a browser; no crawler, no HEAD, nothing fetched before it is wanted."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and "prefetch" not in purpose and not MACHINES.search(agent)


def _seconds(at: float | None) -> int:
    return int(time.time() if at is None else at)


def _send(write: Callable[[], object]) -> None:
    now = time.monotonic()
    if now < _outage["until"]:
        return
    try:
        write()
    except (RedisError, OSError) as error:
        if not _outage["is_on"]:
            log.warning("statistics_away", error=str(error))
        _outage.update(until=now + PAUSE_SECONDS, is_on=1.0)
        return
    if _outage["is_on"]:
        log.info("statistics_back")
        _outage.update(until=0.0, is_on=0.0)
