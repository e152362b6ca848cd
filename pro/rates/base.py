"""What a rate is, and how its sources fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Protocol

DIGITS: Final = Decimal("0.0000000001")  # as Shop.exchange_rate keeps it


class RateError(Exception):
    """A source gave no rate; the text says why."""


class RateAway(RateError):
    """The source does not answer now; later it may."""


class RateRefused(RateError):
    """The source will not answer this, however often it is asked: key, plan or date."""


class RateUnknown(RateError):
    """The source has no rate for a currency or a day."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of the base currency for one of `currency`, as a source had it on a day, and what it answered.

    `on` is the day that the rate is of, which may lie before the day that was asked for.
    """

    base: str
    currency: str
    value: Decimal
    source: str
    on: dt.date
    answer: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def across(
        cls, base: str, currency: str, per_reference: Mapping[str, Decimal], *, source: str, on: dt.date
    ) -> Rate:
        """From how much of each currency one unit of a third one buys. Raises RateUnknown."""
        try:
            value = per_reference[base] / per_reference[currency]
        except (KeyError, ArithmeticError) as error:
            raise RateUnknown(f"{source} has no rate for {base} and {currency} on {on}.") from error
        answer = {name: str(per_reference[name]) for name in (base, currency)}
        return cls(base, currency, value.quantize(DIGITS, ROUND_HALF_UP), source, on, answer)


class RateSource(Protocol):
    """Where rates come from."""

    @property
    def name(self) -> str: ...

    def rate(self, base: str, currency: str, day: dt.date) -> Rate:
        """The rate of a day. Raises RateAway, RateRefused, RateUnknown."""
