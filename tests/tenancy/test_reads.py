"""Every tenant model x every way to read, with mall A open and B's row in the table, and with no mall open.

One expected answer for all: A's own row shows, B's does not, and without a mall the manager raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Subquery

from accounts import tenancy
from tests.tenancy.conftest import Walls

pytestmark = pytest.mark.django_db

Query = models.QuerySet[Any]


def keys(rows: Iterable[Any]) -> set[int]:
    return {row.pk for row in rows}


def got(query: Query, pk: int) -> set[int]:
    try:
        return {query.get(pk=pk).pk}
    except query.model.DoesNotExist:
        return set()


# name -> which of the two keys a way of reading finds; each is asked for both at once
READS: dict[str, Callable[[Query, list[int]], set[int]]] = {
    "all": lambda query, _pks: keys(query.all()),
    "filter": lambda query, pks: keys(query.filter(pk__in=pks)),
    "exclude": lambda query, _pks: keys(query.exclude(pk=0)),
    "get": lambda query, pks: set().union(*(got(query, pk) for pk in pks)),
    "first and last": lambda query, _pks: keys(
        filter(None, [query.order_by("pk").first(), query.order_by("pk").last()])
    ),
    "exists": lambda query, pks: {pk for pk in pks if query.filter(pk=pk).exists()},
    "contains": lambda query, pks: {pk for pk in pks if query.contains(query.model(pk=pk, mall_id=0))},
    "count": lambda query, pks: {pk for pk in pks if query.filter(pk=pk).count()},
    "aggregate": lambda query, pks: {pk for pk in pks if query.filter(pk=pk).aggregate(n=Count("pk"))["n"]},
    "annotate": lambda query, _pks: keys(query.annotate(n=Count("pk"))),
    "in_bulk": lambda query, pks: set(query.in_bulk(pks)),
    "values": lambda query, _pks: {row["id"] for row in query.values("id")},
    "values_list": lambda query, _pks: set(query.values_list("pk", flat=True)),
    "iterator": lambda query, _pks: keys(query.iterator(chunk_size=1)),
    "only and defer": lambda query, _pks: keys(query.only("pk")) | keys(query.defer("mall_id")),
    "union": lambda query, pks: keys(query.filter(pk=pks[0]).union(query.filter(pk=pks[1]))),
    "intersection": lambda query, pks: keys(query.filter(pk__in=pks).intersection(query.all())),
    "or": lambda query, pks: keys(query.filter(pk=pks[0]) | query.filter(pk=pks[1])),
    "subquery": lambda query, _pks: keys(query.filter(pk__in=Subquery(query.values("pk")))),
    "exists subquery": lambda query, _pks: keys(query.filter(Exists(query.filter(pk=OuterRef("pk"))))),
    "expression": lambda query, _pks: keys(query.filter(pk=F("id"))),
    "select_related": lambda query, _pks: keys(query.select_related()),
    "raw": lambda query, _pks: keys(query.raw(f"SELECT * FROM {query.model._meta.db_table}")),
}


def raw_keys(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")
        return {pk for (pk,) in cursor.fetchall()}


def found_by_each(walls: Walls, query: Query) -> dict[str, set[int]]:
    return {verb: read(query, [walls.own.pk, walls.foreign.pk]) for verb, read in READS.items()}


def each(expected: set[int]) -> dict[str, set[int]]:
    return dict.fromkeys(READS, expected)


def test_mall_a_reads_its_own_row_and_never_that_of_b(walls: Walls) -> None:
    with tenancy.mall(walls.a.pk):
        assert found_by_each(walls, walls.model.objects.all()) == each({walls.own.pk})


def test_the_database_alone_hides_b_from_a_query_that_forgot_the_mall(walls: Walls) -> None:
    with tenancy.mall(walls.a.pk):
        assert found_by_each(walls, models.QuerySet(walls.model)) == each({walls.own.pk})


def test_without_a_mall_the_manager_raises_and_the_database_shows_nothing(walls: Walls) -> None:
    with pytest.raises(tenancy.NoMallOpen):
        walls.model.objects.all()
    with pytest.raises(tenancy.NoMallOpen):
        walls.model._base_manager.all()
    assert found_by_each(walls, models.QuerySet(walls.model)) == each(set())


def test_raw_sql_sees_one_mall_at_a_time(walls: Walls) -> None:
    with tenancy.mall(walls.a.pk):
        assert raw_keys(walls.table) == {walls.own.pk}
        with tenancy.mall(walls.b.pk):
            assert raw_keys(walls.table) == {walls.foreign.pk}
        assert raw_keys(walls.table) == {walls.own.pk}
    assert raw_keys(walls.table) == set()


def test_every_query_states_the_mall_so_that_it_finds_its_index(walls: Walls) -> None:
    column = f'"{walls.table}"."mall_id" = {walls.a.pk}'
    with tenancy.mall(walls.a.pk):
        for manager in (walls.model.objects, walls.model._base_manager):
            assert column in str(manager.all().query)


def test_a_query_made_in_one_mall_finds_nothing_in_another(walls: Walls) -> None:
    with tenancy.mall(walls.b.pk):
        query = walls.model.objects.all()
    with tenancy.mall(walls.a.pk):
        assert keys(query) == set()


def test_relations_followed_from_a_foreign_row_lead_nowhere(walls: Walls) -> None:
    """Forward keys, reverse sets and prefetches of B's row, held in memory while A is open."""
    with tenancy.mall(walls.a.pk):
        for relation in walls.model._meta.related_objects:
            name = relation.get_accessor_name()
            models.prefetch_related_objects([walls.foreign], name)
            related = getattr(walls.foreign, name)
            assert not list(related.all())
        for field in walls.model._meta.concrete_fields:
            if field.is_relation and hasattr(field.remote_field.model, "stamp_mall"):
                fresh = walls.model(**{field.attname: getattr(walls.foreign, field.attname)})
                if getattr(fresh, field.attname) is not None:
                    with pytest.raises(field.remote_field.model.DoesNotExist):
                        getattr(fresh, field.name)


def test_refreshing_a_foreign_row_finds_it_gone(walls: Walls) -> None:
    with tenancy.mall(walls.a.pk), pytest.raises(walls.model.DoesNotExist):
        walls.foreign.refresh_from_db()
