"""The fold counts exactly once wherever its worker dies; Redis' death costs the events of its outage, no sale."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
import redis

from catalog import stream
from tests.faults.conftest import Island, answer_of, until, waits_for_lock

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def figures(island: Island, shop: dict[str, Any]) -> list[int]:
    """Views, cart adds and sales of the product."""
    found = island.state(shop)
    assert found["broken"] == []
    return found["figures"]


@pytest.fixture
def looked(island: Island) -> dict[str, Any]:
    """20 views and 20 cart adds wait in the stream, one sale in its row; the fold has run before."""
    return island.do("looked", stock=10, host=f"f{secrets.token_hex(6)}")


def assert_counted_once_however_often(island: Island, shop: dict[str, Any]) -> None:
    """Three deliveries at once."""
    for process in [island.start("fold") for _ in range(3)]:
        answer_of(process)
    assert figures(island, shop) == [20, 20, 1]


def test_three_deliveries_at_once_count_once(island, looked):
    assert_counted_once_however_often(island, looked)


def test_killed_after_reading(island, looked):
    holder = island.superuser()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute("SELECT FROM catalog_foldmark FOR UPDATE")
    worker = island.start("fold")
    until(lambda: waits_for_lock(island), "the fold waits for its mark")
    worker.kill()
    holder.close()
    assert figures(island, looked)[:2] == [0, 0]
    assert_counted_once_however_often(island, looked)


def test_killed_at_commit_which_comes_to_pass(island, looked, gate):
    worker = island.start("fold")
    until(lambda: waits_for_lock(island), "COMMIT waits")
    worker.kill()
    gate.close()
    until(lambda: figures(island, looked) == [20, 20, 1], "PostgreSQL ends the commit")
    assert_counted_once_however_often(island, looked)


def test_killed_with_postgresql_at_commit(island, looked, gate):
    worker = island.start("fold")
    until(lambda: waits_for_lock(island), "COMMIT waits")
    island.postgres.kill()
    worker.kill()
    island.postgres.start()
    assert figures(island, looked)[:2] == [0, 0]
    assert_counted_once_however_often(island, looked)


def test_killed_between_commit_and_trimming(island, looked):
    client = redis.Redis.from_url(island.redis.url)
    client.client_pause(120_000, all=False)
    worker = island.start("fold")
    until(lambda: figures(island, looked) == [20, 20, 1], "the batch is committed")
    worker.kill()
    worker.wait()
    client.client_kill_filter(_type="normal", skipme=True)  # with what it had sent and Redis had not run yet
    client.client_unpause()
    assert client.xlen(stream.KEY) == 40
    assert_counted_once_however_often(island, looked)
    assert client.xlen(stream.KEY) == 0
    client.close()


def test_redis_killed_costs_the_events_of_its_outage_and_nothing_else(island, looked):
    """The shop sells on; what was looked at before and after is counted, what was meanwhile is not."""
    where = {"mall": looked["mall"], "product": looked["product"]}
    client = redis.Redis.from_url(island.redis.url)
    until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0, "Redis has it on disk")
    client.close()
    island.redis.kill()
    assert island.do("look", **where, times=50)["longest"] < 2
    sold = island.do("buy", mall=looked["mall"], variant=looked["variant"], key="dark", quantity=2, pays=True)
    assert "number" in sold
    island.redis.start()
    island.do("look", **where, times=5)
    island.do("fold")
    assert figures(island, looked) == [25, 25, 2]


def test_killed_between_two_upserts(island, looked):
    """Hours and days of the products are written, the shop's hour waits for a row of somebody else: all is undone."""
    holder = island.superuser()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_shopstathour (mall_id, shop_no, hour_at) "
            "SELECT %s, 1, hour FROM generate_series(date_trunc('hour', now()) - interval '1 hour', "
            "date_trunc('hour', now()), interval '1 hour') AS hour ON CONFLICT DO NOTHING",
            [looked["mall"]],
        )
        cursor.execute("SELECT FROM catalog_shopstathour WHERE mall_id = %s FOR UPDATE", [looked["mall"]])
    worker = island.start("fold")
    until(lambda: waits_for_lock(island), "the fold waits for the shop's hour")
    worker.kill()
    holder.close()
    until(lambda: not waits_for_lock(island), "PostgreSQL gives the transaction up")
    assert figures(island, looked)[:2] == [0, 0]
    assert_counted_once_however_often(island, looked)


def test_a_redis_that_comes_back_empty_is_counted_on_from_there(island, looked):
    assert_counted_once_however_often(island, looked)
    client = redis.Redis.from_url(island.redis.url)
    client.flushall()
    client.close()
    island.do("look", mall=looked["mall"], product=looked["product"], times=5)
    island.do("fold")
    assert figures(island, looked) == [25, 25, 1]


def test_a_stream_cut_short_costs_its_oldest_events_and_no_other_malls(island, looked):
    """Of 40 events of one mall the oldest 30 are cut off; another mall's ten, and the sale, are all there."""
    other = island.do("make", stock=10, host=f"f{secrets.token_hex(6)}")
    island.do("look", mall=other["mall"], product=other["product"], times=5)
    client = redis.Redis.from_url(island.redis.url)
    client.xtrim(stream.KEY, maxlen=20, approximate=False)
    client.close()
    for process in [island.start("fold") for _ in range(2)]:
        answer_of(process)
    assert figures(island, looked) == [5, 5, 1]
    assert figures(island, other) == [5, 5, 0]
