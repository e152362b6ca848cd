"""Two workers whose token of Shopee ends at the same moment, under the account's lease and real commits."""

from __future__ import annotations

import datetime as dt
import threading

import time_machine
from django.db import connections

from accounts import tenancy
from accounts.audit import Actor
from pro.domain.market_accounts import finish_consent
from pro.domain.market_credentials import connected
from pro.models import MarketAccount
from tests.pro.consent import RETURN_URL, agree

RENEWALS = "/api/v2/auth/access_token/get"


def test_two_workers_renew_a_token_that_ends_once(committed, mall, link, simulator):
    """integrations.md 7.1: the refresh token is good once, so only one of them may spend it."""
    market = simulator["shopee"]
    account = link("SHOPEE")
    with tenancy.acting_for(mall.pk):
        with connected(account) as connector:
            answered = agree(connector)
        account = finish_consent(account.pk, answered, RETURN_URL, actor=Actor.system())
    first = account.secrets["refresh_token"]
    market.log.clear()
    market.misbehave("slow", times=1, seconds=0.5)  # the renewal takes its time, the other worker comes upon it
    barrier, found = threading.Barrier(2), []

    def work():
        try:
            with tenancy.acting_for(mall.pk), connected(account) as connector:
                barrier.wait(10)
                found.append(connector.verify().account_id)
        finally:
            connections.close_all()

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=4)):
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)
    assert found == ["322300222"] * 2
    assert [line.status for line in market.calls(RENEWALS)] == [200]
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert row.secrets["refresh_token"] != first
        assert {row.secrets["refresh_token"]} == market.state["refresh"]
        assert row.renewing_until is None
