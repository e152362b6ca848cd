"""Two checkouts of one customer at the same moment, each in a process of its own: what is sold once is sold once."""

from __future__ import annotations

import secrets

import pytest

from tests.faults.conftest import answer_of, until, waits_for_lock

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def test_of_two_checkouts_at_once_exactly_one_buys_what_each_customer_buys_once(island):
    """Two colours of one product, so that no stock row stands between them (`repurchase_restriction`, contract 2.7).

    The barrier is a lock on both colours: each checkout has come as far as it can before either may go on.
    """
    shop = island.do("make_once", host=f"f{secrets.token_hex(6)}")
    holder = island.superuser()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute("SELECT FROM catalog_variant WHERE id = ANY(%s) FOR UPDATE", [shop["variants"]])
    buyers = [
        island.start("buy", mall=shop["mall"], variant=variant, key=f"key {variant}", customer=shop["customer"])
        for variant in shop["variants"]
    ]
    until(lambda: waits_for_lock(island, backends=2), "both checkouts wait")
    holder.rollback()
    holder.close()
    answers = [answer_of(buyer) for buyer in buyers]
    assert sorted("number" in answer for answer in answers) == [False, True]
    assert {"refused": "bought_before"} in answers
    found = island.state(shop)
    assert (found["orders"], found["broken"]) == (1, [])
