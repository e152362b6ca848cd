"""Markets with consent as stored accounts: waiting, linked with sealed tokens, renewed in their row (F9)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from pro.domain.market_accounts import finish_consent
from pro.domain.market_credentials import connected
from pro.marketplaces import registry
from pro.marketplaces.errors import Expired
from pro.models import MarketAccount
from tests.pro.consent import RETURN_URL, agree

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


@pytest.mark.parametrize(("code", "days"), [("LAZADA", 180), ("EBAY", 547)])
def test_a_consent_is_stored_sealed_renewed_in_the_row_and_ends(link, simulator, mall, code, days):
    account = link(code)
    assert (account.state, account.external_id) == ("consent", "")
    grants = simulator[registry.market(code).slug].state["grants"]
    with tenancy.acting_for(mall.pk):
        with connected(account) as connector:
            answered = agree(connector)
        account = finish_consent(account.pk, answered, RETURN_URL, actor=Actor.system())
        assert account.state == "linked"
        assert dt.timedelta(days=days - 1) < account.expires_at - timezone.now() <= dt.timedelta(days=days + 1)
        first = account.secrets["access_token"]
        assert first not in f"{account.plain} {account.hints} {account.credentials}"

        grants.end_access()
        with connected(account) as connector:
            connector.verify()
        row = _stored(account)
        assert row.secrets["access_token"] not in {"", first}
        assert row.renewing_until is None

        grants.end_access()
        grants.end_refresh()
        with pytest.raises(Expired), connected(row) as connector:
            connector.verify()
        row = _stored(account)
        assert (row.state, row.error_code) == ("trouble", "expired")
        assert row.secrets["access_token"] not in row.error_detail


def _stored(account: MarketAccount) -> MarketAccount:
    with tenancy.step():
        return MarketAccount.objects.get(pk=account.pk)
