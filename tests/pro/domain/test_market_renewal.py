"""A single-use refresh token is renewed by one worker only, and stored before anybody uses the new one."""

from __future__ import annotations

import threading
import time

from django.db import connection, connections

from accounts import tenancy
from pro.domain.market_credentials import StoredCredentials
from pro.models import MarketAccount


def stored(account) -> StoredCredentials:
    with tenancy.step():
        return StoredCredentials(MarketAccount.objects.get(pk=account.pk))


def test_a_single_use_token_is_spent_once_by_many_workers(committed, mall, link):
    """integrations.md 7.1: the new tokens are stored before anybody uses them; all workers end with the same ones."""
    account = link("RKTN")
    with tenancy.acting_for(mall.pk):
        stored(account).keep({"access_token": "old", "refresh_token": "r1"})
    spent, seen = [], []
    barrier = threading.Barrier(5)

    def renew(values):
        assert not connection.in_atomic_block  # no transaction is open while the market is asked
        spent.append(values["refresh_token"])
        time.sleep(0.3)
        return {"access_token": f"new{len(spent)}", "refresh_token": f"r{len(spent) + 1}"}

    def work():
        try:
            with tenancy.acting_for(mall.pk):
                credentials = stored(account)
                barrier.wait()
                credentials.refresh("old", renew)
                seen.append(credentials.get("access_token"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert spent == ["r1"]
    assert seen == ["new1"] * 5
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert row.secrets["refresh_token"] == "r2"
        assert row.renewing_until is None
