"""The statistics' partitions: there before they are needed, walled, gone when their time is over (design 6)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import ProgrammingError, connections, transaction

from accounts.jobs import enqueue
from accounts.jobs.schedule import registered
from accounts.models import Job
from accounts.tenancy.catalog import holes_in_the_walls
from catalog.domain.partitions import TABLES, keep_partitions
from tests.ledger import run_due_jobs

NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
NAMES = [table.name for table in TABLES]


def partitions(table: str) -> set[str]:
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = %s::regclass",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def at_hand(committed):
    """Partitions as of NOW; those of today are back after the test."""
    keep_partitions(now=NOW)
    yield
    keep_partitions()


@pytest.mark.django_db(databases="__all__")
def test_migrations_leave_partitions_for_today_and_two_weeks():
    today = dt.datetime.now(dt.UTC).date()
    names = partitions("catalog_productstathour")
    for days in range(-3, 15):
        assert f"catalog_productstathour_{today + dt.timedelta(days=days):%Y%m%d}" in names


def test_a_second_call_changes_nothing(at_hand):
    before = {table: partitions(table) for table in NAMES}
    keep_partitions(now=NOW)
    assert {table: partitions(table) for table in NAMES} == before


def test_each_partition_is_walled_and_nothing_is_granted_on_it(at_hand):
    keep_partitions(now=NOW + dt.timedelta(days=1))
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   ARRAY(SELECT r || ' ' || p FROM unnest(ARRAY['app','batch','support']) r,
                         unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p
                         WHERE has_table_privilege(r, c.oid, p))
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class parent ON parent.oid = i.inhparent
            WHERE parent.relname = ANY(%s)
            """,
            [NAMES],
        )
        rows = cursor.fetchall()
    assert len(rows) > 40
    assert [row for row in rows if row[1:] != (True, True, [])] == []
    assert holes_in_the_walls() == []


@pytest.mark.parametrize("alias", ["default", "batch", "support"])
def test_a_partition_cannot_be_read_past_its_parent(at_hand, alias):
    name = min(partitions("catalog_productstathour"))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using=alias):
        connections[alias].cursor().execute(f"SELECT * FROM {name}")


def test_hours_are_dropped_after_72_hours_and_days_after_92_days(at_hand):
    def has(table: str, day: dt.date) -> bool:
        return f"{table}_{day:%Y%m%d}" in partitions(table)

    today = NOW.date()
    three_days_ago = today - dt.timedelta(days=3)
    assert has("catalog_productstathour", three_days_ago)  # its last hours are less than 72 hours old
    assert not has("catalog_productstathour", today - dt.timedelta(days=4))
    keep_partitions(now=NOW + dt.timedelta(days=1))
    assert not has("catalog_productstathour", three_days_ago)

    weeks = sorted(partitions("catalog_productstatday"))
    oldest = dt.date.fromisoformat(weeks[0].rpartition("_")[2])
    assert oldest <= today - dt.timedelta(days=91)
    last_day = oldest + dt.timedelta(days=6)
    keep_partitions(now=dt.datetime.combine(last_day + dt.timedelta(days=92), dt.time(1), dt.UTC))
    assert has("catalog_productstatday", oldest)
    keep_partitions(now=dt.datetime.combine(last_day + dt.timedelta(days=93), dt.time(1), dt.UTC))
    assert not has("catalog_productstatday", oldest)


def test_partitions_that_are_missing_for_whatever_reason_come_back(at_hand):
    name = min(partitions("catalog_shopstathour"))
    with connections["migrator"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")
    keep_partitions(now=NOW)
    assert name in partitions("catalog_shopstathour")


def test_the_clock_keeps_them_daily(committed, settings):
    assert "catalog.keep_partitions" in {schedule.task for schedule in registered()}
    keep_partitions()
    name = min(partitions("catalog_shopstathour"))
    with connections["migrator"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")
    enqueue("catalog.keep_partitions")
    run_due_jobs("catalog.keep_partitions")
    assert Job.objects.get(task="catalog.keep_partitions").state == Job.State.DONE
    assert name in partitions("catalog_shopstathour")
