"""Linking, changing and unlinking an account (R1.2, R1.6, R1.18 to R1.24)."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from accounts.tenancy.catalog import tenant_models
from pro.domain.market_accounts import (
    AccountWish,
    AlreadyLinked,
    AnotherAccount,
    change_account,
    consequences_of_unlinking,
    register_account,
    unlink_account,
)
from pro.domain.market_info import apply_info, retrieve_info
from pro.marketplaces.errors import BadCredentials, RateLimited
from pro.models import MarketAccount, MarketInfoEntry, MarketListing
from tests.factories_catalog import make_product
from tests.tenancy.rows import make_row

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
ME = Actor.system()


def stored_text() -> str:
    """Everything the database holds about accounts, as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM pro_marketaccount a")
        rows = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT before::text || after::text FROM accounts_auditentry")
        return "\n".join([*rows, *(row for (row,) in cursor.fetchall())])


def test_an_account_is_verified_then_stored_with_its_secrets_sealed(link, mall, simulator):
    """R1.6, R1.24: nothing readable in the database or the audit log; the password is not stored at all."""
    account = link("Q0010")
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert row.state == MarketAccount.State.LINKED
        assert (row.external_id, row.plain) == ("sim_seller", {"user_id": "sim_seller"})
        assert row.hints == {"api_key": "cdef"}
        assert set(row.secrets) == {"api_key", "sak"}
        text = stored_text()
        for secret in (*row.secrets.values(), simulator["qoo10"].keys["password"]):
            assert secret not in text
        assert AuditEntry.objects.filter(action="market_account.registered").count() == 1


def test_wrong_keys_leave_nothing(link, mall):
    with pytest.raises(BadCredentials):
        link("RKTN", license_key="SL000000_wrong")
    with tenancy.mall(mall.pk):
        assert not MarketAccount.objects.exists()
        assert not AuditEntry.objects.filter(action__startswith="market_account").exists()


def test_several_accounts_of_several_markets_but_each_once(link, mall, other_mall):
    """R1.2; another store may connect the same account: it is its merchant's business."""
    link("RKTN")
    link("Q0010")
    link("RKTN", mall=other_mall)
    with pytest.raises(AlreadyLinked):
        link("RKTN")
    with tenancy.mall(mall.pk):
        assert sorted(MarketAccount.objects.values_list("code", flat=True)) == ["Q0010", "RKTN"]


def test_a_secret_that_is_left_empty_stays(link, mall, simulator):
    account = link("RKTN")
    with tenancy.acting_for(mall.pk):
        change_account(account.pk, AccountWish({"shop_url": "sim-shop"}, "Main"), actor=ME)
    simulator["rakuten"].keys["license_key"] = "SL000000_renewed99"
    try:
        with tenancy.acting_for(mall.pk):
            with pytest.raises(BadCredentials):
                change_account(account.pk, AccountWish({"license_key": "SL000000_wrong0000"}), actor=ME)
            change_account(account.pk, AccountWish({"license_key": "SL000000_renewed99"}, "Main"), actor=ME)
    finally:
        simulator["rakuten"].keys["license_key"] = "SL000000_simulated1"
    with tenancy.mall(mall.pk):
        row = MarketAccount.objects.get(pk=account.pk)
        assert (row.alias, row.hints["license_key"]) == ("Main", "ed99")
        assert row.secrets == {"service_secret": "SP000000_simulated1", "license_key": "SL000000_renewed99"}


def test_an_unchanged_form_asks_the_market_nothing(link, mall, simulator):
    account = link("RKTN")
    before = len(simulator["rakuten"].calls())
    with tenancy.acting_for(mall.pk):
        change_account(account.pk, AccountWish({"shop_url": "sim-shop"}, "New name"), actor=ME)
    assert len(simulator["rakuten"].calls()) == before


def test_keys_of_another_account_do_not_take_the_place_of_this_one(link, mall, simulator):
    account = link("RKTN")
    market = simulator["rakuten"]
    market.keys |= {"shop_url": "second-shop", "license_key": "SL000000_second000"}
    try:
        wish = AccountWish({"shop_url": "second-shop", "license_key": "SL000000_second000"})
        with tenancy.acting_for(mall.pk), pytest.raises(AnotherAccount):
            change_account(account.pk, wish, actor=ME)
    finally:
        market.keys |= {"shop_url": "sim-shop", "license_key": "SL000000_simulated1"}
    with tenancy.mall(mall.pk):
        assert MarketAccount.objects.get().plain == {"shop_url": "sim-shop"}


def test_a_door_is_not_knocked_at_without_end(link, mall, simulator):
    for _attempt in range(30):
        with pytest.raises(BadCredentials):
            link("RKTN", license_key="SL000000_wrong")
    calls = len(simulator["rakuten"].calls())
    with pytest.raises(RateLimited):
        link("RKTN")
    assert len(simulator["rakuten"].calls()) == calls


def about_account():
    """Every tenant model of PRO with a key to the account, found in the models."""
    return [
        (model, field.name)
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.model is MarketAccount
    ]


def test_unlinking_leaves_nothing_and_asks_the_market_nothing(link, mall, simulator):
    """R1.18, R1.19, R1.21: over all tables that know of the account, also those added later."""
    account = link("RKTN")
    kept = link("Q0010")
    with tenancy.acting_for(mall.pk):
        retrieve_info(account.pk)
    with tenancy.mall(mall.pk):
        apply_info(account.pk, actor=ME)
        product = make_product("Cup")
        MarketListing.objects.create(account=account, product=product, external_id="1", origin="imported")
        MarketListing.objects.create(account=account, external_id="2", origin="registered")
        MarketListing.objects.create(account=kept, product=product, external_id="1", origin="registered")
        for model, name in about_account():
            if not model.objects.filter(**{name: account}).exists():
                make_row(model, **{name: account})
        gone = consequences_of_unlinking(account.pk)
        assert (gone.listings, gone.imported, gone.registered, gone.info) == (2, 1, 1, 4)
        calls = len(simulator["rakuten"].calls())
        assert unlink_account(account.pk, actor=ME) == gone
        assert not MarketAccount.objects.filter(pk=account.pk).exists()
        for model, name in about_account():
            assert not model.objects.filter(**{f"{name}_id": account.pk}).exists(), model
        assert MarketListing.objects.get().account_id == kept.pk
        assert type(product).objects.filter(pk=product.pk).exists()  # the store's own product stays
    assert len(simulator["rakuten"].calls()) == calls
    assert {model for model, _name in about_account()} >= {MarketInfoEntry, MarketListing}


def test_another_mall_cannot_unlink(link, mall, other_mall):
    account = link("RKTN")
    with tenancy.mall(other_mall.pk), pytest.raises(MarketAccount.DoesNotExist):
        unlink_account(account.pk, actor=ME)
    with tenancy.mall(mall.pk):
        assert MarketAccount.objects.filter(pk=account.pk).exists()


def test_register_account_needs_a_known_market(mall):
    with tenancy.acting_for(mall.pk), pytest.raises(KeyError):
        register_account("NOPE", AccountWish({}), actor=ME)
