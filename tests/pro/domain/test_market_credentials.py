"""The lease over single-use tokens, the breaker of one account, and that no transaction waits for a market (F9)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from accounts import tenancy
from accounts.audit import Actor
from pro.domain.market_accounts import unlink_account
from pro.domain.market_credentials import StoredCredentials, connected
from pro.marketplaces.errors import BadCredentials, Expired, MarketDown, RateLimited
from pro.models import MarketAccount

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


def stored(account) -> StoredCredentials:
    with tenancy.step():
        return StoredCredentials(MarketAccount.objects.get(pk=account.pk))


def test_a_renewal_that_fails_gives_the_lease_back(link, mall):
    account = link("RKTN")
    with tenancy.acting_for(mall.pk):
        credentials = stored(account)
        credentials.keep({"access_token": "old"})

        def refuse(_values):
            raise BadCredentials("no")

        with pytest.raises(BadCredentials):
            credentials.refresh("old", refuse)
        credentials.refresh("old", lambda _values: {"access_token": "new"})
        assert credentials.get("access_token") == "new"


def test_the_breaker_opens_and_closes_and_other_malls_are_not_affected(link, mall, other_mall, simulator):
    account, other = link("RKTN"), link("RKTN", mall=other_mall)
    market = simulator["rakuten"]

    def ask(which, of):
        with tenancy.acting_for(which.pk):
            with tenancy.step():
                row = MarketAccount.objects.get(pk=of.pk)
            with connected(row) as connector:
                connector.verify()

    market.misbehave("html")
    for _failure in range(5):
        with pytest.raises(MarketDown):
            ask(mall, account)
    calls = len(market.calls())
    with pytest.raises(MarketDown) as paused:
        ask(mall, account)
    assert 50 < paused.value.retry_after <= 60
    assert len(market.calls()) == calls  # the door is closed: nobody knocks
    market.misbehave("ok")
    ask(other_mall, other)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=61)):
        ask(mall, account)
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert (row.failures, row.paused_until) == (0, None)


def test_a_failure_after_the_pause_doubles_it(link, mall, simulator):
    account = link("RKTN")
    simulator["rakuten"].misbehave("html")
    with tenancy.acting_for(mall.pk):
        with tenancy.step():
            MarketAccount.objects.filter(pk=account.pk).update(failures=5)
            row = MarketAccount.objects.get(pk=account.pk)
        with pytest.raises(MarketDown), connected(row) as connector:
            connector.verify()
        with tenancy.step():
            row = MarketAccount.objects.get(pk=account.pk)
    assert row.failures == 6
    assert 110 < (row.paused_until - dt.datetime.now(dt.UTC)).total_seconds() <= 120
    assert row.error_code == "market_down"
    assert row.state == MarketAccount.State.LINKED  # nothing the merchant could mend


def test_a_long_retry_after_pauses_the_account(link, mall, simulator):
    account = link("RKTN")
    simulator["rakuten"].misbehave("throttled", retry_after=300, times=1)
    with tenancy.acting_for(mall.pk):
        with tenancy.step():
            row = MarketAccount.objects.get(pk=account.pk)
        with pytest.raises(RateLimited), connected(row) as connector:
            connector.verify()
        with pytest.raises(RateLimited) as again, connected(row) as connector:
            connector.verify()
    assert 290 < again.value.retry_after <= 300


def test_a_key_that_no_longer_works_puts_the_account_into_trouble(link, mall, simulator):
    account = link("Q0010")
    simulator["qoo10"].misbehave("expired")
    with tenancy.acting_for(mall.pk):
        with tenancy.step():
            row = MarketAccount.objects.get(pk=account.pk)
        with pytest.raises(Expired, match="90004"), connected(row) as connector:
            connector.verify()
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert (row.state, row.error_code) == ("trouble", "expired")
        assert row.secrets["sak"] not in row.error_detail


def test_an_account_that_was_unlinked_meanwhile_is_not_called(link, mall, simulator):
    account = link("RKTN")
    with tenancy.mall(mall.pk):
        unlink_account(account.pk, actor=Actor.system())
    calls = len(simulator["rakuten"].calls())
    with tenancy.acting_for(mall.pk), pytest.raises(MarketDown), connected(account) as connector:
        connector.verify()
    assert len(simulator["rakuten"].calls()) == calls
