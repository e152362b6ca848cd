"""The daily look at accounts, and warnings before a key ends: 30 and 7 days, each once (integrations.md 7.1)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import OutboxMessage
from pro.domain.market_health import CHECK_MALL, check_account, check_accounts, wake_malls_with_accounts, warn_of_end
from pro.marketplaces.errors import MarketError
from pro.models import MarketAccount
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


@pytest.fixture
def account(link):
    return link("Q0010")


def ends_in(mall, account, days):
    with tenancy.mall(mall.pk):
        end = timezone.now() + dt.timedelta(days=days, hours=1)
        MarketAccount.objects.filter(pk=account.pk).update(expires_at=end)


def warn(mall, account):
    with tenancy.mall(mall.pk):
        return warn_of_end(account.pk)


def test_warnings_come_30_and_7_days_before_and_at_the_end_each_once(mall, account):
    told = {}
    for days in (60, 30, 29, 28, 8, 7, 6, 5, 0, -2, -3):
        ends_in(mall, account, days)
        told[days] = warn(mall, account)
    assert [days for days, is_told in told.items() if is_told] == [29, 6, -2]
    mails = OutboxMessage.objects.filter(kind="market_key_ends").order_by("pk")
    assert mails.count() == 3
    assert "sim_seller" in mails[0].text
    assert "/admin/pro/markets/accounts/" in mails[0].text
    assert mails[0].recipient == mall.operators.get(is_owner=True).user.email


def test_a_new_key_is_warned_of_anew(mall, account, simulator):
    ends_in(mall, account, 20)
    assert warn(mall, account)
    assert not warn(mall, account)
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert row.warned_days == 30


def test_a_key_without_a_known_end_is_never_warned_of(mall, account):
    with tenancy.mall(mall.pk):
        MarketAccount.objects.filter(pk=account.pk).update(expires_at=None)
    assert not warn(mall, account)


def test_a_check_brings_the_end_that_the_market_tells(link, mall, simulator):
    account = link("RKTN")
    simulator["rakuten"].state["days_left"] = 5
    with tenancy.acting_for(mall.pk):
        row = check_account(account.pk)
        assert row.days_left(timezone.now()) in {4, 5}
        check_accounts()
    assert OutboxMessage.objects.filter(kind="market_key_ends").count() == 1


def test_a_check_that_succeeds_ends_the_trouble(link, mall, simulator):
    account = link("Q0010")
    simulator["qoo10"].misbehave("revoked")
    with tenancy.acting_for(mall.pk):
        with pytest.raises(MarketError):
            check_account(account.pk)
        simulator["qoo10"].misbehave("ok")
        row = check_account(account.pk)
    assert (row.state, row.error_code) == ("linked", "")


def test_one_bad_account_holds_up_no_other(link, mall, simulator):
    link("Q0010")
    second = link("RKTN")
    simulator["qoo10"].misbehave("broken")
    with tenancy.acting_for(mall.pk):
        check_accounts()
    with tenancy.mall(mall.pk):
        rows = {row.code: row for row in MarketAccount.objects.all()}
    assert rows["Q0010"].error_code == "market_down"
    assert rows["RKTN"].error_code == ""
    assert rows["RKTN"].checked_at > second.checked_at


def test_only_malls_with_accounts_are_woken(link, mall, other_mall):
    link("RKTN")
    assert wake_malls_with_accounts(dt.date(2026, 11, 26)) == 1
    assert run_due_jobs(CHECK_MALL) == 1
