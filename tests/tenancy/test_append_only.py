"""Rows that nobody changes, whoever tries: for app by its rights, for migrator by the trigger (design 4, R0.22)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import LoginIdRegistry
from tests.factories import MallFactory, UserFactory


def run(statement: str, alias: str) -> None:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("alias", ["default", "migrator"])
def test_an_audit_entry_is_neither_changed_nor_deleted(committed, alias):
    mall = MallFactory()
    with tenancy.mall(mall.pk):
        record("mall.changed", mall, actor=Actor.system())
        record("mall.changed", mall, actor=Actor.system(), personal={"name": "Kim"})
    for statement in ("UPDATE accounts_auditentry SET reason = 'other'", "DELETE FROM accounts_auditentry"):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"), tenancy.mall(mall.pk):
            run(statement, alias)


@pytest.mark.parametrize("alias", ["default", "migrator"])
def test_a_taken_id_stays_taken(committed, alias):
    UserFactory(login_id="taken")
    for change in ("DELETE FROM accounts_loginidregistry", "UPDATE accounts_loginidregistry SET login_id = 'free'"):
        with pytest.raises(IntegrityError, match="append-only"):
            run(change, alias)
    assert LoginIdRegistry.objects.filter(login_id="taken").exists()
