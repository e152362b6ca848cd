"""Prepared statements find the same rows as the ORM, in the open mall alone, on whichever connection."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from accounts import tenancy
from accounts.models import Mall, User
from accounts.prepared import Given, IsAnyOf, Prepared, PreparedQuery
from catalog.models import Product, Variant
from tests.factories import MallFactory, UserFactory
from tests.factories_catalog import make_product


def by_keys() -> PreparedQuery[Product]:
    return PreparedQuery(lambda: Product.objects.filter(IsAnyOf(F("pk"), Given("keys"))).order_by("pk"))


def known_statements() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return [name for (name,) in cursor.fetchall()]


def test_rows_are_those_of_the_orm_with_what_is_joined(mall: Mall, django_assert_num_queries):
    joined = PreparedQuery(lambda: Variant.objects.select_related("product").filter(product=Given("product_id")))
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
        with django_assert_num_queries(1):  # nothing is asked besides, the first time either
            found = joined.rows(product_id=product.pk)
            names = [variant.product.name for variant in found]
        expected = list(Variant.objects.filter(product=product))
    assert found == expected
    assert names == ["Cup"] * len(expected)
    assert expected


def test_each_mall_sees_its_own_rows_whoever_asked_first(mall: Mall):
    query, other = by_keys(), MallFactory()
    with tenancy.mall(mall.pk):
        ours = make_product("Cup").pk
        assert [product.name for product in query.rows(keys=[ours])] == ["Cup"]
    with tenancy.mall(other.pk):
        theirs = make_product("Plate").pk
        assert [product.name for product in query.rows(keys=[ours, theirs])] == ["Plate"]
        with tenancy.mall(mall.pk):
            assert [product.name for product in query.rows(keys=[ours, theirs])] == ["Cup"]


def test_rows_of_a_mall_need_its_door(mall: Mall):
    query = by_keys()
    with tenancy.mall(mall.pk):
        query.rows(keys=[])
    with pytest.raises(tenancy.NoMallOpen):
        query.rows(keys=[1])
    with pytest.raises(tenancy.NoMallOpen):
        query.rows(keys=[1], mall_id=mall.pk)


def test_the_mall_is_not_for_the_caller_to_name(mall: Mall):
    query, other = by_keys(), MallFactory()
    with tenancy.mall(mall.pk):
        key = make_product("Cup").pk
    with tenancy.mall(other.pk):
        assert query.rows(keys=[key], mall_id=mall.pk) == []


def test_the_first_run_leaves_the_statement_with_the_connection_and_the_next_uses_it(mall: Mall):
    query = by_keys()
    with tenancy.mall(mall.pk):
        query.rows(keys=[])
        before = known_statements()
        query.rows(keys=[1, 2, 3])
        by_keys().rows(keys=[1])
    assert [name for name in before if name.startswith("kept_")]
    assert known_statements() == before


def test_a_statement_outlives_the_transaction_that_it_was_made_in(mall: Mall):
    query = by_keys()
    with tenancy.mall(mall.pk):
        query.rows(keys=[1])
        transaction.set_rollback(True)
    with tenancy.mall(mall.pk):
        assert query.rows(keys=[1]) == []


def test_a_new_connection_is_told_the_statement_again(committed):
    user = UserFactory()
    query = PreparedQuery(lambda: User.objects.filter(login_id=Given("login_id")))
    assert query.first(login_id=user.login_id) == user
    connection.close()
    assert query.first(login_id=user.login_id) == user
    assert query.first(login_id="nobody") is None


def test_a_list_is_planned_for_its_mall_each_time(mall: Mall):
    query = PreparedQuery(lambda: Product.objects.filter(IsAnyOf(F("pk"), Given("keys"))), plans_anew=True)
    with tenancy.mall(mall.pk):
        before, key = known_statements(), make_product("Cup").pk
        assert [product.pk for product in query.rows(keys=[key, key + 1])] == [key]
        assert query.rows(keys=[]) == []
        assert known_statements() == before


@pytest.mark.django_db
def test_behind_pgbouncer_the_whole_statement_is_sent(monkeypatch):
    user = UserFactory()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = known_statements()
    query = PreparedQuery(lambda: User.objects.filter(login_id=Given("login_id"), is_active=True))
    assert query.first(login_id=user.login_id) == user
    assert known_statements() == before


@pytest.mark.django_db
def test_values_that_are_not_given_are_a_part_of_the_statement_percent_signs_too():
    statement = Prepared("SELECT %s, %s::text, '100%%'", ["it's 5%", Given("text")])
    with connection.cursor() as cursor:
        cursor.execute(*statement.on(cursor, {"text": "O'Neill %s"}))
        assert cursor.fetchone() == ("it's 5%", "O'Neill %s", "100%")


def test_rows_are_locked_inside_a_transaction_only(committed):
    query = PreparedQuery(lambda: User.objects.select_for_update().filter(pk=Given("pk")))
    with transaction.atomic():
        query.rows(pk=1)
    with pytest.raises(TransactionManagementError):
        query.rows(pk=1)
