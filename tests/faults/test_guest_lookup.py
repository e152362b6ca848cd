"""A guest looks an order up while a server is really stopped: the page says so, never "no such order" (design 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from orders.domain.find_guest_order import PER_ORDER
from tests.faults.conftest import Island, until
from tests.live import LiveServer, web_server

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PASSWORD = "guest password"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MISS, WAIT, AWAY = "일치하는 주문이 없습니다", "시도가 너무 많습니다", "지금은 주문 조회를 이용할 수 없습니다."


@dataclass
class Guest:
    """A browser on the mall's host with the look-up page open."""

    site: LiveServer
    host: str
    number: str
    session: requests.Session
    token: str = ""

    def look_up(self, *, password: str = PASSWORD, number: str = "") -> requests.Response:
        page = self._ask("GET")
        found = TOKEN.search(page.text)
        token = found[1] if found else self.token
        self.token = token
        typed = {"order_number": number or self.number, "name": "Kim Minji", "password": password}
        data = {f"lookup-{name}": value for name, value in typed.items()} | {"csrfmiddlewaretoken": token}
        return self._ask("POST", data=data, headers={"Origin": f"http://{self.host}.localhost:{self.site.port}"})

    def _ask(self, method: str, **options: Any) -> requests.Response:
        options["headers"] = {"Accept-Language": "ko"} | options.get("headers", {})
        return self.site.request(method, "/orders/lookup/", session=self.session, mall_host=self.host, **options)


@pytest.fixture
def guest(island: Island, tmp_path: Path) -> Iterator[Guest]:
    """A guest who ordered in a mall that real web processes serve on servers of its own."""
    host = f"l{abs(hash(tmp_path)) % 10**8}"
    shop = island.do("make", stock=10, host=host)
    number = island.do("buy", mall=shop["mall"], variant=shop["variant"], key="the key")["number"]
    changes = {name: value for name, value in island.environment.items() if name.endswith("_URL")}
    with web_server(tmp_path, **changes) as site, requests.Session() as session:
        yield Guest(site, host, number, session)


def test_while_postgresql_is_stopped_it_says_so_and_never_that_there_is_no_order(island, guest):
    assert guest.look_up().status_code == 302
    assert MISS in guest.look_up(password="wrong").text
    island.postgres.kill()
    for typed in ({}, {"password": "wrong"}, {"number": "20200101-0000001"}):
        answer = guest.look_up(**typed)
        assert answer.status_code == 503
        assert MISS not in answer.text
        assert AWAY in answer.text
        assert int(answer.headers["Retry-After"]) > 0
    island.postgres.start()
    until(lambda: guest.look_up().status_code == 302, "the order is found again")


def test_while_redis_is_stopped_orders_are_found_and_tries_are_counted(island, guest):
    """The counters of the limit stand in PostgreSQL (design 4)."""
    island.redis.kill()
    assert guest.look_up().status_code == 302
    answers = [guest.look_up(password="wrong") for _ in range(PER_ORDER.hits)]
    assert [answer.status_code for answer in answers] == [422] * (PER_ORDER.hits - 1) + [429]
    assert all(MISS in answer.text for answer in answers[:-1])
    assert WAIT in answers[-1].text
    assert guest.look_up().status_code == 429
    island.redis.start()
    assert guest.look_up().status_code == 429
