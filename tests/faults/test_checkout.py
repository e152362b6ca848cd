"""Servers that die under a checkout leave a whole order or none, and the retry returns the first (issue 3, Faults)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.faults.conftest import Island, answer_of, until, waits_for_lock
from tests.faults.proxy import Proxy

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def purchase(shop: dict[str, Any], key: str = "the key") -> dict[str, Any]:
    return {"mall": shop["mall"], "variant": shop["variant"], "key": key, "quantity": 3}


def assert_sold_once(island: Island, shop: dict[str, Any]) -> None:
    found = island.state(shop)
    assert (found["orders"], found["stock"], found["broken"]) == (1, 7, [])


def test_postgresql_killed_in_mid_checkout_leaves_nothing_and_the_retry_buys(island, shop):
    """The order waits for its mall's row, with stock taken and items written, when PostgreSQL dies (kill -9)."""
    holder = island.superuser()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute("UPDATE accounts_mall SET last_active_at = '2026-01-01' WHERE id = %s", [shop["mall"]])
        holder.commit()
        cursor.execute("SELECT FROM accounts_mall WHERE id = %s FOR UPDATE", [shop["mall"]])
    buyer = island.start("buy", **purchase(shop))
    until(lambda: waits_for_lock(island), "the checkout waits")
    island.postgres.kill()
    assert "error" in answer_of(buyer)
    island.postgres.start()
    found = island.state(shop)
    assert (found["orders"], found["stock"], found["broken"]) == (0, 10, [])
    assert "number" in island.do("buy", **purchase(shop))
    assert_sold_once(island, shop)


def test_postgresql_killed_at_commit_leaves_nothing_and_the_retry_buys(island, shop, gate):
    buyer = island.start("buy", **purchase(shop))
    until(lambda: waits_for_lock(island), "COMMIT waits")
    island.postgres.kill()
    assert "error" in answer_of(buyer)
    island.postgres.start()
    assert island.state(shop)["orders"] == 0
    assert "number" in island.do("buy", **purchase(shop))
    assert_sold_once(island, shop)


def test_an_answer_lost_at_commit_is_not_a_lost_order_the_retry_returns_it(island, shop, gate):
    """The wire breaks while COMMIT runs: the shopper sees an error, PostgreSQL commits (security.md F2)."""
    proxy = Proxy(island.postgres.port)
    buyer = island.start("buy", port=proxy.port, **purchase(shop))
    until(lambda: waits_for_lock(island), "COMMIT waits")
    proxy.cut()
    assert "error" in answer_of(buyer)
    gate.close()
    until(lambda: island.state(shop)["orders"] == 1, "the order is committed")
    answers = [island.do("buy", **purchase(shop)) for _ in range(2)]
    proxy.close()
    assert answers[0] == answers[1]
    assert_sold_once(island, shop)


def test_a_shopper_killed_in_mid_checkout_leaves_nothing(island, shop):
    holder = island.superuser()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute("SELECT FROM catalog_variant WHERE id = %s FOR UPDATE", [shop["variant"]])
    buyer = island.start("buy", **purchase(shop))
    until(lambda: waits_for_lock(island), "the checkout waits")
    buyer.kill()
    holder.close()
    assert "number" in island.do("buy", **purchase(shop, "another key"))
    assert_sold_once(island, shop)


def test_a_hundred_parallel_buyers_of_ten_pieces_buy_ten(island, shop):
    """Four processes of 25 connections each, let go at one moment; and one key in several hands buys once."""
    at = time.time() + 12
    where = {"mall": shop["mall"], "variant": shop["variant"]}
    processes = [
        island.start("rush", **where, buyers=25, at=at, keys=[f"{place}-{number}" for number in range(25)])
        for place in range(4)
    ]
    answers = [answer for process in processes for answer in answer_of(process)]
    assert len(answers) == 100
    numbers = [answer["number"] for answer in answers if "number" in answer]
    assert len(set(numbers)) == 10
    assert {answer.get("refused") for answer in answers if "number" not in answer} <= {"sold_out", "too_few_left"}
    found = island.state(shop)
    assert (found["orders"], found["stock"], found["broken"]) == (10, 0, [])


def test_one_key_in_eight_hands_buys_once(island, shop):
    where = {"mall": shop["mall"], "variant": shop["variant"]}
    buyers = [island.start("rush", **where, buyers=4, at=time.time() + 6, keys=["the key"]) for _ in range(2)]
    answers = [answer for buyer in buyers for answer in answer_of(buyer)]
    assert len(answers) == 8
    assert len({answer["number"] for answer in answers}) == 1
    found = island.state(shop)
    assert (found["orders"], found["stock"], found["broken"]) == (1, 9, [])
