"""Which source is asked, for which day."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.utils import timezone

from accounts.jobs.schedule import SEOUL
from pro.rates.base import Rate, RateAway, RateRefused, RateSource, RateUnknown
from pro.rates.ecb import EcbRates
from pro.rates.open_exchange_rates import OpenExchangeRates

log = structlog.get_logger(__name__)


def rate_of_day(created_at: dt.datetime | None = None) -> dt.date:
    """The day whose rate a shop gets that is opened then: the day before, in Seoul (R3.108)."""
    return (created_at or timezone.now()).astimezone(SEOUL).date() - dt.timedelta(days=1)


def rate_for(base: str, currency: str, *, may_wait: bool = False) -> Rate | None:
    """The rate that a shop opened now gets; None where both currencies are the same.

    Open Exchange Rates where it is configured, else the ECB's. A source that refuses is passed over; one that does
    not answer is passed over too, unless `may_wait`: then RateAway is raised, because a job can ask again later.
    Calls another company: outside of transactions only. Raises RateUnknown where no source has a rate.
    """
    if base == currency:
        return None
    day = rate_of_day()
    for source in _sources():
        try:
            return source.rate(base, currency, day)
        except RateAway as error:
            log.warning("rate_source_away", source=source.name, error=str(error))
            if may_wait:
                raise
        except (RateRefused, RateUnknown) as error:
            log.warning("rate_source_passed_over", source=source.name, error=str(error))
    raise RateUnknown(f"No source has a rate for {base} and {currency}.")


def _sources() -> list[RateSource]:
    first: list[RateSource] = [OpenExchangeRates()] if settings.OPEN_EXCHANGE_RATES_APP_ID else []
    return [*first, EcbRates()]
