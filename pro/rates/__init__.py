"""Exchange rates: fetched once when a shop is opened, then fixed (R3.108 to R3.112)."""

from pro.rates.base import Rate, RateAway, RateError, RateRefused, RateUnknown
from pro.rates.choose import rate_for, rate_of_day

__all__ = ["Rate", "RateAway", "RateError", "RateRefused", "RateUnknown", "rate_for", "rate_of_day"]
