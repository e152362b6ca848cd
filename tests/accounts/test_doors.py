"""The doors of design 3.2."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import AuditEntry, Mall

pytestmark = pytest.mark.django_db


def database_mall() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.mall_id', true)")
        return cursor.fetchone()[0]


def record_and_fail(mall: Mall) -> None:
    with tenancy.mall(mall.pk):
        record("mall.changed", mall, actor=Actor.system())
        raise ZeroDivisionError


def test_a_query_outside_every_door_raises():
    with pytest.raises(tenancy.NoMallOpen):
        AuditEntry.objects.count()


def test_an_inner_door_gives_the_outer_mall_back(mall, other_mall):
    with tenancy.mall(mall.pk):
        with tenancy.mall(other_mall.pk):
            assert database_mall() == str(other_mall.pk)
            assert tenancy.current_mall_id() == other_mall.pk
        assert database_mall() == str(mall.pk)
        assert tenancy.current_mall_id() == mall.pk


def test_an_inner_door_that_fails_gives_the_outer_mall_back(mall, other_mall):
    with tenancy.mall(mall.pk):
        with pytest.raises(ZeroDivisionError):
            record_and_fail(other_mall)
        assert database_mall() == str(mall.pk)
    with tenancy.mall(other_mall.pk):
        assert not AuditEntry.objects.exists()


def test_a_step_opens_the_mall_that_is_acted_for(mall):
    with tenancy.acting_for(mall.pk):
        with pytest.raises(tenancy.NoMallOpen):
            AuditEntry.objects.count()
        with tenancy.step():
            assert tenancy.current_mall_id() == mall.pk
            assert AuditEntry.objects.count() == 0


def test_a_row_of_another_mall_is_not_written(mall, other_mall):
    with tenancy.mall(mall.pk):
        entry = record("mall.changed", mall, actor=Actor.system())
    with tenancy.mall(other_mall.pk), pytest.raises(tenancy.MallMismatch):
        entry.save()
