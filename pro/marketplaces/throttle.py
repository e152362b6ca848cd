"""One token bucket per market account, shared by all workers through Redis (GCRA: one number per bucket)."""

from __future__ import annotations

import functools
import threading
import time
from typing import Final

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

log = structlog.get_logger(__name__)

# KEYS: the bucket. ARGV: seconds per token, burst, the longest wait. Answers the wait in ms, or minus it if too long.
SCRIPT: Final = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local step = tonumber(ARGV[1])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + step
local wait = math.max(0, math.floor(tat - tonumber(ARGV[2]) * step - now))
if wait > tonumber(ARGV[3]) then return -wait end
redis.call('SET', KEYS[1], tostring(tat), 'PX', math.floor(tat - now + 60000))
return wait
"""
_local: dict[str, float] = {}
_lock = threading.Lock()


def take_token(key: str, *, per_second: float, burst: int, longest_wait: float) -> tuple[bool, float]:
    """Take a token from a bucket: True with the seconds to wait before using it, or False with the seconds until one.

    With Redis away each process counts for itself: too many calls then meet the market's own limit, which is heeded.
    """
    step_ms, wait_ms = 1000.0 / per_second, longest_wait * 1000
    try:
        answer = int(str(_script(settings.REDIS_URL)(keys=[f"market:{key}"], args=[step_ms, burst, wait_ms])))
    except (redis.RedisError, OSError) as error:
        log.warning("market_bucket_local", error=str(error))
        answer = _take_locally(key, step_ms, burst, wait_ms)
    return answer >= 0, abs(answer) / 1000


def _take_locally(key: str, step_ms: float, burst: int, longest_ms: float) -> int:
    with _lock:
        now = time.monotonic() * 1000
        tat = max(_local.get(key, 0.0), now) + step_ms
        wait = max(0, int(tat - burst * step_ms - now))
        if wait > longest_ms:
            return -wait
        _local[key] = tat
        return wait


@functools.cache
def _script(url: str) -> Script:
    connection = redis.Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.5, retry=Retry(NoBackoff(), 0))
    return connection.register_script(SCRIPT)
