"""Support sees connections in trouble, of all malls (What is stuck)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from pro.models import MarketAccount


@pytest.mark.usefixtures("committed")
def test_connections_in_trouble_show_to_support_alone(client, cast, mall, other_mall, link):
    link("Q0010")
    account = link("RKTN", mall=other_mall)
    soon = timezone.now() + dt.timedelta(days=1)
    with tenancy.mall(other_mall.pk):
        MarketAccount.objects.filter(pk=account.pk).update(
            state="trouble", error_code="expired", error_at=timezone.now(), expires_at=soon
        )
    cast.sign_in(client, "staff")
    text = client.get("/support/stuck/").content.decode()
    assert "Marketplace connections in trouble" in text
    assert other_mall.host in text
    assert "The key has expired." in text
    assert "sim_seller" not in text  # a sound connection
    for secret in ("SL000000_simulated1", "SP000000_simulated1"):
        assert secret not in text
