"""A Shopee account from the keys over the consent to the stored tokens, and its consent given again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from pro.domain.market_accounts import AccountWish, change_account, finish_consent
from pro.domain.market_credentials import connected
from pro.domain.market_health import check_account
from pro.marketplaces.shopee.connector import ConsentEnded
from pro.models import MarketAccount
from tests.pro.consent import RETURN_URL, agree

EXPIRY_HELP = "Agree again before that day"
pytestmark = pytest.mark.django_db(databases=["default", "counters"])


@pytest.fixture
def market(simulator):
    return simulator["shopee"]


def row_of(mall, account):
    with tenancy.mall(mall.pk):
        return MarketAccount.objects.get(pk=account.pk)


def give_consent(mall, account):
    with tenancy.acting_for(mall.pk):
        with connected(account) as connector:
            answered = agree(connector)
        return finish_consent(account.pk, answered, RETURN_URL, actor=Actor.system())


def test_an_account_waits_for_consent_and_is_linked_by_it(link, mall, market):
    """R1.6: nothing is asked of Shopee before; the shop's number and the tokens come with the consent."""
    account = link("SHOPEE")
    waiting = row_of(mall, account)
    assert (waiting.state, waiting.external_id, waiting.plain) == ("consent", "", {"partner_id": "2001887"})
    assert market.calls() == []
    give_consent(mall, account)
    linked = row_of(mall, account)
    assert (linked.state, linked.external_id) == ("linked", "322300222")
    assert 299 <= (linked.expires_at - dt.datetime.now(dt.UTC)).days <= 300
    assert linked.plain == {"partner_id": "2001887"}
    assert set(linked.secrets) == {"partner_key", "access_token", "refresh_token", "token_ends_at", "shop_id"}


def test_a_consent_that_ended_is_given_again_and_the_trouble_is_over(client, cast, link, mall, market):
    account = give_consent(mall, link("SHOPEE"))
    market.state.update(access={}, refresh=set())
    with tenancy.acting_for(mall.pk), pytest.raises(ConsentEnded):
        check_account(account.pk)
    assert row_of(mall, account).state == "trouble"
    cast.sign_in(client, "owner")
    page = client.get(reverse("pro:market_account", args=[account.pk])).content.decode()
    assert "Agree again" in page.replace(EXPIRY_HELP, "")
    give_consent(mall, row_of(mall, account))
    again = row_of(mall, account)
    assert (again.state, again.error_code, again.error_detail, again.error_at) == ("linked", "", "", None)
    page = client.get(reverse("pro:market_account", args=[account.pk])).content.decode()
    assert "Agree again" not in page.replace(EXPIRY_HELP, "")


def test_another_key_waits_for_a_new_consent_and_spends_nothing(link, mall, market):
    """A refresh token is good once: it is only ever spent under the row's lease, never by a form."""
    account = give_consent(mall, link("SHOPEE"))
    before, calls = row_of(mall, account).secrets, len(market.calls())
    with tenancy.acting_for(mall.pk):
        change_account(account.pk, AccountWish({"partner_key": "another-partner-key"}), actor=Actor.system())
    changed = row_of(mall, account)
    assert changed.state == "consent"
    assert changed.secrets == before | {"partner_key": "another-partner-key"}
    assert len(market.calls()) == calls
    with tenancy.acting_for(mall.pk):
        change_account(account.pk, AccountWish({"partner_key": market.keys["partner_key"]}), actor=Actor.system())
    assert give_consent(mall, row_of(mall, account)).state == "linked"


def test_an_alias_changes_without_a_call(link, mall, market):
    account = give_consent(mall, link("SHOPEE"))
    calls = len(market.calls())
    with tenancy.acting_for(mall.pk):
        change_account(account.pk, AccountWish(dict(market.keys), "Singapore"), actor=Actor.system())
    changed = row_of(mall, account)
    assert (changed.alias, changed.state) == ("Singapore", "linked")
    assert len(market.calls()) == calls


def test_a_consent_that_ends_soon_can_be_given_again_before(client, cast, link, mall):
    account = give_consent(mall, link("SHOPEE"))
    cast.sign_in(client, "owner")
    url = reverse("pro:market_account", args=[account.pk])
    for days, is_offered in ((60, False), (20, True)):
        with tenancy.mall(mall.pk):
            ends_at = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
            MarketAccount.objects.filter(pk=account.pk).update(expires_at=ends_at)
        assert ("Agree again" in client.get(url).content.decode().replace(EXPIRY_HELP, "")) is is_offered
