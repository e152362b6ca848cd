"""The HTTP client under every connector: bounded in time and size, paced, retried where safe, silent about secrets."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import httpx
import structlog

from accounts.outgoing import Deadline, GuardedTransport
from pro.marketplaces import addresses
from pro.marketplaces.answer import Answer
from pro.marketplaces.credentials import Credentials
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    ForbiddenScope,
    InvalidRequest,
    MarketDown,
    MarketError,
    RateLimited,
)
from pro.marketplaces.redaction import redacted
from pro.marketplaces.throttle import take_token
from pro.marketplaces.types import Marketplace

log = structlog.get_logger(__name__)

TOTAL_SECONDS: Final = 20.0  # for one call with its retries and its turns in the bucket
LARGEST_ANSWER: Final = 5 * 1024 * 1024
MOST_RETRIES: Final = 2
LONGEST_RETRY_WAIT: Final = 3.0  # a longer Retry-After is left to whoever called: a page or the job ledger
RAW_KEPT: Final = 2000

Explain = Callable[[Answer], MarketError | None]


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path` begins with a slash and is what signatures cover; `query` is sent as it stands.

    `json`, `form` and `content` exclude each other. `is_safe`: may be sent twice; None: GETs may.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    is_safe: bool | None = None

    @property
    def may_repeat(self) -> bool:
        return self.method == "GET" if self.is_safe is None else self.is_safe


class MarketHttp:
    """Calls one host of a market for one account. `explain` names the error inside an answer, whatever its status."""

    def __init__(
        self,
        market: Marketplace,
        credentials: Credentials,
        *,
        host: str = addresses.API,
        explain: Explain | None = None,
    ) -> None:
        self.market = market
        self._credentials = credentials
        self._explain = explain
        self._base = addresses.base_url(market, host)
        self._deadline = Deadline()
        # The base URL comes from code or settings, so it may be private; what comes from answers may not (pictures.py).
        transport = GuardedTransport(self._deadline, allows_private=True)
        headers = {"User-Agent": "cafe24clone-market", "Accept-Encoding": "identity"}
        self._client = httpx.Client(transport=transport, headers=headers, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def send(self, call: Call) -> Answer:
        """Make a call and give its answer, which is no error. Raises MarketError, told apart and redacted.

        Transport errors, 5xx and short Retry-Afters are tried again, two times, where the call may be repeated.
        """
        self._credentials.breaker.check()
        self._deadline.start(TOTAL_SECONDS)
        for attempt in range(MOST_RETRIES + 1):
            try:
                answer = self._once(call)
            except MarketError as error:
                wait = self._wait_before(call, error, attempt)
                if wait is None:
                    self._credentials.breaker.failed(error)
                    raise
                time.sleep(wait)
            else:
                self._credentials.breaker.succeeded()
                return answer
        raise MarketDown("Tried too often.")  # not reached: the last attempt raises

    def _once(self, call: Call) -> Answer:
        self._take_turn()
        began = time.monotonic()
        answer = self._fetch(call)
        log.info(
            "market_call",
            market=self.market.code,
            account=self._credentials.account_key,
            method=call.method,
            path=call.path,
            status=answer.status,
            ms=round((time.monotonic() - began) * 1000),
        )
        error = self._error_in(answer)
        if error is not None:
            raise self._told(error, answer)
        return answer

    def _take_turn(self) -> None:
        """Wait for a token of the account's bucket, but never beyond the deadline."""
        longest = max(0.0, self._deadline.remaining() - 1)
        is_ours, seconds = take_token(
            self._credentials.account_key,
            per_second=self.market.per_second,
            burst=self.market.burst,
            longest_wait=longest,
        )
        if not is_ours:
            raise RateLimited("Our own pace for this account is used up.", retry_after=seconds)
        if seconds:
            time.sleep(seconds)

    def _fetch(self, call: Call) -> Answer:
        url = f"{self._base}{call.path}" + (f"?{call.query}" if call.query else "")
        body: dict[str, Any] = {"json": call.json} if call.json is not None else {}
        if call.form is not None:
            body = {"data": dict(call.form)}
        if call.content is not None:
            body = {"content": call.content}
        try:
            with self._client.stream(call.method, url, headers=dict(call.headers), **body) as response:
                return self._read(response)
        except httpx.HTTPError as error:
            raise MarketDown(self._redacted(f"{type(error).__name__}: {error}")) from None
        except httpx.InvalidURL:
            raise InvalidRequest("The address of the call is no URL.") from None

    def _read(self, response: httpx.Response) -> Answer:
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise BadAnswer(f"The answer is larger than {LARGEST_ANSWER // 1024 // 1024} MB.")
            if self._deadline.remaining() <= 0:
                raise MarketDown("The answer did not end in time.")
            chunks.append(chunk)
        return Answer(response.status_code, dict(response.headers), b"".join(chunks))

    def _error_in(self, answer: Answer) -> MarketError | None:
        if answer.status == 429:
            return RateLimited(retry_after=answer.retry_seconds(self.market.rate_header))
        if answer.status >= 500 or answer.status == 408:
            return MarketDown(f"Status {answer.status}.")
        if answer.is_html and answer.status < 400:  # a page of some proxy or of maintenance; no market means it
            return BadAnswer("The answer is an HTML page.")
        if self._explain is not None:
            try:
                error = self._explain(answer)
            except BadAnswer as bad:
                error = bad if answer.status < 400 else None
            if error is not None:
                return error
        return _error_of_status(answer)

    def _told(self, error: MarketError, answer: Answer) -> MarketError:
        """The same error without secrets, with the start of the raw answer."""
        raw = self._redacted(answer.body[:RAW_KEPT].decode("utf-8", "replace"))
        return type(error)(self._redacted(error.detail), raw=raw, retry_after=error.retry_after)

    def _redacted(self, words: str) -> str:
        return redacted(words, self._credentials.everything().values())

    def _wait_before(self, call: Call, error: MarketError, attempt: int) -> float | None:
        """Seconds to wait before the next attempt; None where there is none."""
        is_garbage = isinstance(error, BadAnswer)  # came through well: the next one would be the same
        if not error.is_passing or is_garbage or not call.may_repeat or attempt >= MOST_RETRIES:
            return None
        wait = error.retry_after if error.retry_after is not None else 0.25 * 2**attempt * random.uniform(0.7, 1.3)  # noqa: S311
        return wait if wait <= min(LONGEST_RETRY_WAIT, self._deadline.remaining() - 1) else None


def _error_of_status(answer: Answer) -> MarketError | None:
    if answer.status < 300:
        return None
    if answer.status < 400:
        return MarketDown("The market sent us to another address; that is not followed.")
    if answer.status == 401:
        return BadCredentials()
    if answer.status == 403:
        return ForbiddenScope()
    return InvalidRequest(answer.text[:300])
