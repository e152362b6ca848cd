"""Retrieve Market Information: the old values stay until the new ones are applied (R1.13 to R1.15)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from pro.domain.market_info import apply_info, discard_info, retrieve_info
from pro.marketplaces.errors import MarketDown
from pro.models import MarketAccount, MarketInfoEntry
from pro.queries.markets import compare_info

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
ME = Actor.system()


def address(account, *, is_pending=False) -> str:
    entry = MarketInfoEntry.objects.get(account=account, kind="return_address", is_pending=is_pending)
    return entry.values["Address"]


@pytest.fixture
def account(link, mall):
    row = link("RKTN")
    with tenancy.acting_for(mall.pk):
        assert retrieve_info(row.pk) == 4
    with tenancy.mall(mall.pk):
        assert apply_info(row.pk, actor=ME)
    return row


def test_a_new_return_address_waits_until_it_is_applied(account, mall, simulator):
    """R1.14, R1.15"""
    old = "100-0001 Rakuten Ichiba 1-2-3 [simulated]"
    simulator["rakuten"].return_address = "Osaka 9-9 [simulated]"
    with tenancy.mall(mall.pk):
        assert address(account) == old  # changed at the market, not retrieved
    with tenancy.acting_for(mall.pk):
        retrieve_info(account.pk)
    with tenancy.mall(mall.pk):
        assert address(account) == old  # retrieved, not applied
        found = compare_info(account)
        assert (found.changed, found.same, found.total) == (2, 2, 4)  # the shop's own entry holds the address too
        line = next(line for line in found.differences if "Address" in line.new and "url" not in line.new)
        assert old in line.old
        assert "Osaka 9-9 [simulated]" in line.new
        assert apply_info(account.pk, actor=ME)
        assert address(account) == "100-0001 Osaka 9-9 [simulated]"
        assert compare_info(account) is None
        assert not apply_info(account.pk, actor=ME)
        assert MarketAccount.objects.get(pk=account.pk).info_at is not None


def test_keeping_the_old_values_forgets_the_new_ones(account, mall, simulator):
    simulator["rakuten"].return_address = "Osaka"
    with tenancy.acting_for(mall.pk):
        retrieve_info(account.pk)
    with tenancy.mall(mall.pk):
        discard_info(account.pk)
        assert compare_info(account) is None
        assert "1-2-3" in address(account)


def test_a_market_that_answers_garbage_changes_nothing(account, mall, simulator):
    simulator["rakuten"].misbehave("truncated")
    with tenancy.acting_for(mall.pk), pytest.raises(MarketDown):
        retrieve_info(account.pk)
    with tenancy.mall(mall.pk):
        assert MarketInfoEntry.objects.filter(account=account).count() == 4
        assert compare_info(account) is None
