"""The leaky bucket of calls per app and mall, in Redis: 40 calls, 2 a second flow out (wire contract 2.5).

An operation whose bucket is smaller has one of its own beside the common one. Time spent on calls is counted as well:
60 seconds of work, half a second a second flow out. With Redis away nobody is refused.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any, Final

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from developer_center.api.contract.index import USUAL_BUCKET, Operation

log = structlog.get_logger(__name__)

SECONDS_OF_WORK: Final = 60.0
WORK_PER_CALL: Final = 0.25  # seconds of work that flow out with each call: half a second a second

# KEYS: the buckets. ARGV: size and outflow per second of each, then what goes in. A bucket is its level and when it was
# seen. Refused where any bucket would overflow, and then nothing goes in. Answers: 1 or 0, then the levels as text.
TAKE: Final = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local fits, levels = 1, {}
for i, key in ipairs(KEYS) do
  local size, outflow, more = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local kept = redis.call('HMGET', key, 'l', 't')
  local level = math.max(0, tonumber(kept[1] or '0') - (now - tonumber(kept[2] or now)) / 1000 * outflow)
  levels[i] = level
  if level + more > size or (more == 0 and level >= size) then fits = 0 end
end
local answer = {fits}
for i, key in ipairs(KEYS) do
  if fits == 1 then levels[i] = levels[i] + tonumber(ARGV[3 * i]) end
  redis.call('HSET', key, 'l', tostring(levels[i]), 't', tostring(now))
  redis.call('PEXPIRE', key, 300000)
  answer[i + 1] = tostring(levels[i])
end
return answer
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a call may go on, and how full its buckets are."""

    is_granted: bool
    calls: float
    size: int
    seconds_of_work: float

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every answer; seconds to wait only where a bucket is full."""
        call_percent = min(100, math.floor(self.calls * 100 / self.size))
        time_percent = min(100, math.floor(self.seconds_of_work * 100 / SECONDS_OF_WORK))
        if not self.is_granted:
            call_percent = 100 if time_percent < 100 else call_percent
        headers = {
            "X-Api-Call-Limit": f"{min(self.size, math.ceil(self.calls))}/{self.size}",
            "X-Cafe24-Call-Usage": str(call_percent),
            "X-Cafe24-Time-Usage": str(time_percent),
        }
        if call_percent >= 100:
            headers["X-Cafe24-Call-Remain"] = str(
                max(1, math.ceil((self.calls + 1 - self.size) / settings.API_CALLS_PER_SECOND))
            )
        if time_percent >= 100:
            over = self.seconds_of_work - SECONDS_OF_WORK
            headers["X-Cafe24-Time-Remain"] = str(max(1, math.ceil(over / _work_per_second())))
        return headers


NOT_LET_IN: Final = Turn(is_granted=True, calls=0, size=USUAL_BUCKET, seconds_of_work=0)


def take_turn(mall_id: int, app_id: int, operation: Operation) -> Turn:
    """Put a call into its buckets, or into none where one is full."""
    common, time_key = f"api:{mall_id}:{app_id}:calls", f"api:{mall_id}:{app_id}:work"
    keys = [common, time_key]
    outflow = settings.API_CALLS_PER_SECOND
    figures: list[float] = [USUAL_BUCKET, outflow, 1, SECONDS_OF_WORK, _work_per_second(), 0]
    if operation.bucket != USUAL_BUCKET:
        keys.append(f"api:{mall_id}:{app_id}:{operation.group}:{operation.path}")
        figures += [operation.bucket, outflow, 1]
    levels = _run(keys, figures)
    if levels is None:
        return Turn(is_granted=True, calls=1, size=operation.bucket, seconds_of_work=0)
    granted, own = bool(levels[0]), levels[3] if len(keys) > 2 else levels[1]
    return Turn(is_granted=granted, calls=own, size=operation.bucket, seconds_of_work=levels[2])


def count_work(mall_id: int, app_id: int, seconds: float) -> None:
    """Add what a call took; it may fill the bucket beyond its size, as nobody knows before."""
    _run([f"api:{mall_id}:{app_id}:work"], [math.inf, _work_per_second(), seconds])


def _work_per_second() -> float:
    return settings.API_CALLS_PER_SECOND * WORK_PER_CALL


def _run(keys: list[str], figures: list[float]) -> list[float] | None:
    try:
        answer: Any = _script(settings.REDIS_URL)(keys=keys, args=figures)
    except (redis.RedisError, OSError) as error:
        log.warning("api_bucket_away", error=str(error))
        return None
    return [float(value) for value in answer]


@functools.cache
def _script(url: str) -> Script:
    connection = redis.Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.5, retry=Retry(NoBackoff(), 0))
    return connection.register_script(TAKE)
