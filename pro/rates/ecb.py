"""Reference rates of the European Central Bank, as they come with the package CurrencyConverter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from currency_converter import CurrencyConverter, RateNotFoundError
from django.conf import settings

from pro.rates.base import Rate, RateUnknown

MOST_DAYS_BACK: Final = 366


class EcbRates:
    """The newest rate on or before a day: none is published on weekends, and the data ages with the package.

    The days are walked back one by one instead of by the package's own fall-backs, so that the date that was really
    used is known and shown. `ECB_RATES_FILE` names a fresher file of the bank.
    """

    name: Final = "ECB"

    def rate(self, base: str, currency: str, day: dt.date) -> Rate:
        """Units of `base` for one `currency`. Raises RateUnknown, for example for TWD and VND."""
        known = converter(settings.ECB_RATES_FILE)
        missing = {base, currency} - set(known.currencies)
        if missing:
            raise RateUnknown(f"{self.name} has no rates for {', '.join(sorted(missing))}.")
        last = min(day, *(known.bounds[name].last_date for name in (base, currency)))
        for back in range(MOST_DAYS_BACK):
            on = last - dt.timedelta(days=back)
            try:
                per_euro = {name: Decimal(known.convert(1, "EUR", name, date=on)) for name in (base, currency)}
            except RateNotFoundError:
                continue
            return Rate.across(base, currency, per_euro, source=self.name, on=on)
        raise RateUnknown(f"{self.name} has no rate for {base} and {currency} near {day}.")


@lru_cache(maxsize=2)
def converter(file: str) -> Any:
    """The rates of all days, read once per process; an empty name takes the file of the package."""
    return CurrencyConverter(file, decimal=True) if file else CurrencyConverter(decimal=True)
