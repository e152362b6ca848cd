"""Taking in what shoppers do: visits, machines, and a Redis that is away (design 6)."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import RequestFactory

from catalog import stream
from catalog.domain import events
from catalog.domain.events import count_cart_add, count_view, is_by_a_person, session_of
from tests.catalog.statistics import empty_stream


@pytest.fixture(autouse=True)
def _clean():
    empty_stream()
    yield
    empty_stream()


def written() -> list[stream.Event]:
    return list(stream.events_of(stream.read_after("0-0", 1000)))


def test_the_first_view_in_half_an_hour_is_a_visit_of_product_and_shop():
    for product_id in (7, 7, 8):
        count_view(1, 1, product_id, session="a")
    count_view(1, 2, 7, session="a")
    count_view(2, 1, 7, session="a")
    assert [(e.is_visit, e.is_shop_visit) for e in written()] == [
        (True, True),
        (False, False),
        (True, False),
        (True, True),
        (True, True),
    ]


def test_a_visit_is_forgotten_after_half_an_hour():
    count_view(1, 1, 7, session="a")
    redis = stream.writer(django_settings.REDIS_URL)
    keys = redis.keys("*visit*")
    assert len(keys) == 2
    assert all(key.startswith(b"1:") and 1790 < redis.ttl(key) <= 1800 for key in keys)


def test_the_stream_is_bounded(monkeypatch):
    monkeypatch.setattr(stream, "LONGEST", 100)
    for _ in range(1000):
        count_cart_add(1, 1, 7)
    assert stream.waiting() < 300


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("get", {"User-Agent": "Mozilla/5.0 (X11; Linux) Chrome/140"}, True),
        ("head", {"User-Agent": "Mozilla/5.0"}, False),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, False),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd) crawler"}, False),
        ("get", {"User-Agent": "Mozilla/5.0", "Sec-Purpose": "prefetch;prerender"}, False),
    ],
)
def test_machines_and_prefetches_do_not_count(method, headers, counts):
    request = getattr(RequestFactory(headers=headers), method)("/")
    assert is_by_a_person(request) == counts


def test_a_session_is_its_cookie_else_address_and_browser_and_never_readable():
    def of(cookie: str = "", **headers: str) -> str:
        request = RequestFactory(headers=headers).get("/")
        if cookie:
            request.COOKIES[django_settings.SHOPPER_COOKIE_NAME] = cookie
        return session_of(request)

    assert of("one") == of("one", **{"User-Agent": "other"})
    assert of("one") != of("two")
    assert of(**{"User-Agent": "x"}) != of(**{"User-Agent": "y"})
    assert "one" not in of("one")


def test_redis_away_is_said_once_and_stops_nothing(settings, caplog):
    at_hand = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for _ in range(20):
        count_view(1, 1, 7, session="a")
        count_cart_add(1, 1, 7)
        events._outage["until"] = 0.0  # as if the pause were over
    settings.REDIS_URL = at_hand
    count_cart_add(1, 1, 7)
    said = [record.msg["event"] for record in caplog.records if record.name == "catalog.domain.events"]
    assert said == ["statistics_away", "statistics_back"]
    assert len(written()) == 1
