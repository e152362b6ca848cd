"""A market that wants the merchant's consent: there and back, tied to one browser (eBay, Shopee, Lazada, Amazon)."""

from __future__ import annotations

import dataclasses
import re

import pytest

from accounts import tenancy
from pro.marketplaces import registry
from pro.marketplaces.connector import Connector
from pro.marketplaces.errors import BadCredentials
from pro.marketplaces.rakuten.spec import MARKET
from pro.marketplaces.types import Verified
from pro.models import MarketAccount

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


class Agreeing(Connector):
    """Hands out a token for the code "yes"."""

    market = dataclasses.replace(MARKET, code="AGREE", has_consent=True)

    def consent_url(self, state: str, return_url: str) -> str:
        return f"https://market.example/agree?state={state}&back={return_url}"

    def accept_consent(self, answered, return_url: str) -> None:
        if answered.get("code") != "yes":
            raise BadCredentials("no")
        values = {"access_token": "token-of-the-market", "refresh_token": "r1", "who": answered.get("who", "seller-1")}
        self.credentials.keep(values)

    def verify(self) -> Verified:
        assert self.credentials.get("access_token") == "token-of-the-market"
        return Verified(self.credentials.get("who"), "Seller one")


@pytest.fixture
def waiting(client, cast, mall, monkeypatch):
    """An account of which only the consent is missing, and the state in the link to the market."""
    registry.load()
    monkeypatch.setitem(registry._connectors, "AGREE", Agreeing)
    cast.sign_in(client, "owner")
    keys = {"shop_url": "s", "service_secret": "SP000000_secret", "license_key": "SL000000_license"}
    client.post("/admin/pro/markets/AGREE/new/", keys)
    with tenancy.mall(mall.pk):
        account = MarketAccount.objects.get()
    assert account.state == "consent"
    page = client.get(f"/admin/pro/markets/accounts/{account.pk}/").content.decode()
    assert "One step is left" in page
    text = client.post(f"/admin/pro/markets/accounts/{account.pk}/consent/").content.decode()
    return account, re.search(r"https://market\.example/agree\?state=([\w-]+)", text)[1]


def stored(mall):
    with tenancy.mall(mall.pk):
        return MarketAccount.objects.get()


def test_the_way_back_links_the_account(client, mall, waiting):
    account, state = waiting
    response = client.get("/admin/pro/markets/consent/", {"state": state, "code": "yes"})
    assert response.url == f"/admin/pro/markets/accounts/{account.pk}/"
    row = stored(mall)
    assert (row.state, row.external_id) == ("linked", "seller-1")
    assert row.secrets["refresh_token"] == "r1"
    assert "token-of-the-market" not in client.get(response.url).content.decode()
    again = client.get("/admin/pro/markets/consent/", {"state": state, "code": "yes"})
    assert again.url == "/admin/pro/markets/"  # a state works once


@pytest.mark.parametrize("state", ["", "another", "\u00e9"])
def test_a_state_that_is_not_this_browsers_links_nothing(client, mall, waiting, state):
    client.get("/admin/pro/markets/consent/", {"state": state, "code": "yes"})
    assert stored(mall).state == "consent"


def test_no_consent_links_nothing(client, mall, waiting):
    _account, state = waiting
    client.get("/admin/pro/markets/consent/", {"state": state, "error": "denied"})
    row = stored(mall)
    assert (row.state, row.error_code) == ("consent", "bad_credentials")


def test_consent_for_another_account_does_not_take_the_place_of_this_one(client, mall, waiting):
    _account, state = waiting
    with tenancy.mall(mall.pk):
        MarketAccount.objects.update(external_id="seller-1")
    answer = {"state": state, "code": "yes", "who": "seller-2"}
    response = client.get("/admin/pro/markets/consent/", answer)
    assert "You agreed for another account." in client.get(response.url).content.decode()
    row = stored(mall)
    assert row.external_id == "seller-1"
    assert "access_token" not in row.secrets


def test_an_account_whose_consent_ended_can_agree_again(client, mall, waiting):
    account, state = waiting
    page = f"/admin/pro/markets/accounts/{account.pk}/"
    client.get("/admin/pro/markets/consent/", {"state": state, "code": "yes"})
    assert "Agree again" not in client.get(page).content.decode()
    with tenancy.mall(mall.pk):
        MarketAccount.objects.update(state="trouble", error_code="expired")
    assert "Agree again" in client.get(page).content.decode()
    link = client.post(f"{page}consent/").content.decode()
    state = re.search(r"agree\?state=([\w-]+)", link)[1]
    client.get("/admin/pro/markets/consent/", {"state": state, "code": "yes"})
    row = stored(mall)
    assert (row.state, row.error_code) == ("linked", "")
