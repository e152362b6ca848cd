"""Open Exchange Rates: end-of-day rates in US dollars (reference/integrations.md 5, R3.109)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any, Final

import httpx
from django.conf import settings

from pro.rates.base import Rate, RateAway, RateRefused, RateUnknown

TIMEOUT: Final = httpx.Timeout(10, connect=5)
MOST_BYTES: Final = 1024 * 1024
# 429 says that the plan does not allow the call (not_allowed): to ask again is no use.
FINAL_STATUSES: Final = {400, 401, 403, 404, 429}


class OpenExchangeRates:
    """A client of `historical/{day}.json`. The free plan knows the base USD only, so two rates are divided."""

    name: Final = "Open Exchange Rates"

    def __init__(self, app_id: str = "", base_url: str = "") -> None:
        self._app_id = app_id or settings.OPEN_EXCHANGE_RATES_APP_ID
        self._base_url = (base_url or settings.OXR_BASE_URL).rstrip("/")

    def rate(self, base: str, currency: str, day: dt.date) -> Rate:
        """Units of `base` for one `currency` on a day; the raw answer is kept with it.

        Raises RateAway for time-outs, 5xx and answers that are no rates, RateRefused for a key, plan or day that is
        not accepted, RateUnknown for a currency that it does not list.
        """
        symbols = ",".join(sorted({base, currency} - {"USD"}))
        answer = self._ask(f"/historical/{day.isoformat()}.json", {"symbols": symbols})
        rates = {"USD": Decimal(1)} | {str(name): value for name, value in answer["rates"].items()}
        found = Rate.across(base, currency, rates, source=self.name, on=day)
        raw = answer | {"rates": {name: str(value) for name, value in answer["rates"].items()}}
        return Rate(base, currency, found.value, self.name, day, raw)

    def _ask(self, path: str, params: dict[str, str]) -> dict[str, Any]:
        headers = {"Authorization": f"Token {self._app_id}"}
        try:
            with (
                httpx.Client(timeout=TIMEOUT, headers=headers) as client,
                client.stream("GET", f"{self._base_url}{path}", params=params) as response,
            ):
                body = _limited(response)
        except httpx.HTTPError as error:
            raise RateAway(f"{self.name}: {type(error).__name__}") from error
        answer = _parsed(body)
        if response.status_code in FINAL_STATUSES:
            raise RateRefused(f"{self.name}: {response.status_code} {answer.get('message', '')}".strip())
        if response.status_code != 200 or not _has_rates(answer):
            raise RateAway(f"{self.name}: {response.status_code}, no rates in the answer")
        if answer.get("base") != "USD":
            raise RateUnknown(f"{self.name}: answered in {answer.get('base')} instead of USD")
        return answer


def _limited(response: httpx.Response) -> bytes:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise httpx.ReadError("The answer is too long.")
    return body


def _parsed(body: bytes) -> dict[str, Any]:
    """Numbers become Decimals as they were written; what is no JSON object is an empty one."""
    try:
        answer = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return {}
    if not isinstance(answer, dict):
        return {}
    timestamp = answer.get("timestamp")
    return answer | ({"timestamp": int(timestamp)} if isinstance(timestamp, Decimal) else {})


def _has_rates(answer: dict[str, Any]) -> bool:
    rates = answer.get("rates")
    return isinstance(rates, dict) and all(isinstance(value, Decimal) and value > 0 for value in rates.values())
