"""An answer that was read whole, and what it is read as."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from xml.etree.ElementTree import Element

from django.utils import timezone

from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.xml import read_xml

DEFAULT_RETRY_SECONDS = 30.0
LONGEST_RETRY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and at most 5 MB of body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The JSON value; fractions are Decimals. Raises BadAnswer for HTML, cut-off text, NaN and Infinity."""
        try:
            return json.loads(self.body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise BadAnswer(f"The answer is no whole JSON{self._hint()}.") from None

    def data(self) -> dict[str, Any]:
        """The JSON object. Raises BadAnswer for anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise BadAnswer("The answer is no JSON object.")
        return value

    def xml(self) -> Element:
        """The root of an XML answer without namespaces. Raises BadAnswer."""
        if self.is_html:
            raise BadAnswer("The answer is an HTML page.")
        return read_xml(self.body)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_html(self) -> bool:
        return self.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))

    @property
    def retry_after_seconds(self) -> float:
        """Retry-After as seconds or as a date; 30 where it says nothing usable, at most an hour."""
        value = self.headers.get("retry-after", "")
        try:
            seconds = float(value)
        except ValueError:
            seconds = _seconds_until(value)
        return min(max(seconds, 0.0), LONGEST_RETRY_SECONDS) if seconds == seconds else DEFAULT_RETRY_SECONDS

    def retry_seconds(self, rate_header: str) -> float:
        """`retry_after_seconds`; without a Retry-After one turn at the calls a second that `rate_header` tells."""
        if "retry-after" in self.headers or rate_header not in self.headers:
            return self.retry_after_seconds
        try:
            rate = float(self.headers[rate_header])
        except ValueError:
            return DEFAULT_RETRY_SECONDS
        return min(1 / rate, LONGEST_RETRY_SECONDS) if rate > 0 else DEFAULT_RETRY_SECONDS

    def _hint(self) -> str:
        return ": it is an HTML page" if self.is_html else ""


def _seconds_until(value: str) -> float:
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return DEFAULT_RETRY_SECONDS
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return (when - timezone.now()).total_seconds()


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
