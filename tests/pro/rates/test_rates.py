"""Where exchange rates come from (R3.108, R3.109; integrations.md 5)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pro.rates import RateAway, RateRefused, RateUnknown, rate_for, rate_of_day
from pro.rates.ecb import EcbRates
from pro.rates.open_exchange_rates import OpenExchangeRates
from tests.pro.stand_in import Answer, stand_in

DAY = dt.date(2026, 11, 25)
GOOD = (
    '{"disclaimer":"x","license":"y","timestamp":1790571600,"base":"USD","rates":{"JPY":149.7,"KRW":1335.2,"EUR":0.91}}'
)


def test_open_exchange_rates_divides_two_rates_of_the_dollar_exactly(settings):
    with stand_in(Answer(body=GOOD)) as server:
        source = OpenExchangeRates("a" * 32, server.url)
        yen = source.rate("KRW", "JPY", DAY)
        dollar = source.rate("KRW", "USD", DAY)
    assert yen.value == Decimal("8.9191716767")  # 1335.2 / 149.7
    assert dollar.value == Decimal("1335.2")
    assert (yen.source, yen.on) == ("Open Exchange Rates", DAY)
    assert yen.answer["timestamp"] == 1790571600
    assert yen.answer["rates"]["KRW"] == "1335.2"
    assert server.asked[0].path == "/historical/2026-11-25.json?symbols=JPY%2CKRW"
    assert server.asked[1].path == "/historical/2026-11-25.json?symbols=KRW"
    assert server.asked[0].headers["authorization"] == f"Token {'a' * 32}"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(429, {"error": True, "status": 429, "message": "not_allowed"}), RateRefused),
        (Answer(401, {"error": True, "status": 401, "message": "invalid_app_id"}), RateRefused),
        (Answer(403, {"message": "access_restricted"}), RateRefused),
        (Answer(404, {"message": "not_found"}), RateRefused),
        (Answer(500, "down"), RateAway),
        (Answer(200, "<html>proxy</html>"), RateAway),
        (Answer(200, {"base": "USD", "rates": {"KRW": 0}}), RateAway),
        (Answer(200, {"base": "USD", "rates": {"KRW": 1300}}), RateUnknown),
        (Answer(200, {"base": "EUR", "rates": {"KRW": 1300, "JPY": 150}}), RateUnknown),
        (Answer(200, b"x" * (1024 * 1024 + 1)), RateAway),
    ],
)
def test_each_failure_is_told_from_the_others_and_asked_once(answer, error):
    """A 429 of theirs says that the plan does not allow it: it is not asked again."""
    with stand_in(answer) as server, pytest.raises(error):
        OpenExchangeRates("a" * 32, server.url).rate("KRW", "JPY", DAY)
    assert len(server.asked) == 1


def test_a_source_that_cannot_be_reached_is_away():
    with pytest.raises(RateAway):
        OpenExchangeRates("a" * 32, "http://127.0.0.1:1").rate("KRW", "USD", DAY)


def test_the_ecb_s_rate_says_of_which_day_it_really_is():
    """Friday 30 October 2026 is the newest in the package; a Sunday takes the Friday before."""
    rate = EcbRates().rate("KRW", "USD", dt.date(2026, 11, 25))
    assert rate.on == dt.date(2026, 10, 30)
    sunday = EcbRates().rate("KRW", "JPY", dt.date(2026, 9, 6))
    assert sunday.on == dt.date(2026, 9, 4)
    assert sunday.answer.keys() == {"KRW", "JPY"}
    assert sunday.value == (Decimal(sunday.answer["KRW"]) / Decimal(sunday.answer["JPY"])).quantize(Decimal("1e-10"))


@pytest.mark.parametrize("currency", ["TWD", "VND"])
def test_currencies_that_the_ecb_does_not_know_are_refused(currency):
    with pytest.raises(RateUnknown):
        EcbRates().rate("KRW", currency, DAY)


def test_the_day_is_the_one_before_in_seoul():
    assert rate_of_day(dt.datetime(2026, 11, 25, 16, tzinfo=dt.UTC)) == dt.date(2026, 11, 25)  # 01:00 of the 26th
    assert rate_of_day(dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC)) == dt.date(2026, 11, 24)  # 23:00 of the 25th


def test_one_source_falls_back_on_the_next_and_a_job_waits_for_the_first(settings):
    settings.OPEN_EXCHANGE_RATES_APP_ID = "a" * 32
    with stand_in(Answer(503)) as server:
        settings.OXR_BASE_URL = server.url
        assert rate_for("KRW", "USD").source == "ECB"
        with pytest.raises(RateAway):
            rate_for("KRW", "USD", may_wait=True)
        server.answer = Answer(429, {"message": "not_allowed"})
        assert rate_for("KRW", "USD", may_wait=True).source == "ECB"
        server.answer = Answer(body=GOOD)
        assert rate_for("KRW", "USD").source == "Open Exchange Rates"
    assert rate_for("KRW", "KRW") is None
