"""Plans of the look-ups that run all the time, as role `app`: what is due, what may be claimed, and the log's pages.

Over 60,000 deliveries and as many log entries of 60 apps in 40 malls; one app's receiver is dead and has 2,000 waiting.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from developer_center.domain.webhooks.claim import CLAIM, ENDPOINTS, PUT_OFF
from developer_center.models import App, WebhookEndpoint
from developer_center.queries.webhooks import LogFilter, logs_in_mall, logs_of
from tests.factories import MallFactory, UserFactory

ROWS, APPS, MALLS, WAITING = 60_000, 60, 40, 2_000
DELIVERIES = """
INSERT INTO developer_center_webhookdelivery
    (app_id, mall_id, log_type, event_no, resource, trace_id, open_body, state, attempts, next_attempt_at, last_error,
     created_at)
SELECT (%(apps)s)[1 + n %% %(app_count)s], (%(malls)s)[1 + n %% %(mall_count)s], 'G', 90001 + n %% 3,
       'product:' || n %% 5000, gen_random_uuid(), '', 'done', 1,
       now() - n * interval '30 s', '', now() - n * interval '30 s'
FROM generate_series(1, %(rows)s) n
"""
LOGS = """
INSERT INTO developer_center_webhooklog
    (delivery_id, app_id, mall_id, log_type, event_no, requested_at, endpoint, is_success, http_code, why, open_answer)
SELECT id, app_id, mall_id, 'G', event_no, created_at, 'https://a.example/', mod(id, 50) <> 0, 200, '', ''
FROM developer_center_webhookdelivery ORDER BY id DESC
"""
MANY = """
UPDATE developer_center_webhookdelivery SET resource = '', resources = ARRAY['product:' || id %% 5000, 'product:1']
WHERE state = 'waiting' AND id %% 10 = 0
"""
QUEUED = """
UPDATE developer_center_webhookdelivery SET state = 'waiting', next_attempt_at = now() - interval '1 min'
WHERE id IN (SELECT id FROM developer_center_webhookdelivery WHERE app_id = %(app)s ORDER BY id LIMIT %(count)s)
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def apps(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[App]]:
    """The first one's receiver is dead and left alone; the second has work that is due."""
    with django_db_blocker.unblock():
        developer = UserFactory()
        malls = [MallFactory().pk for _each in range(MALLS)]
        made = [
            App.objects.create(user=developer, name=f"a{n}", app_url="https://a.example", kind="web", secret="x")
            for n in range(APPS)
        ]
        WebhookEndpoint.objects.bulk_create(
            WebhookEndpoint(app=app, url="https://a.example/", events=[90001], key="x") for app in made
        )
        WebhookEndpoint.objects.filter(app=made[0]).update(
            failures=40, paused_until=timezone.now() + dt.timedelta(hours=1)
        )
        ids = {"apps": [app.pk for app in made], "malls": malls, "app_count": APPS, "mall_count": MALLS, "rows": ROWS}
        with connections["migrator"].cursor() as cursor:
            cursor.execute(DELIVERIES, ids)
            cursor.execute(LOGS)
            cursor.execute(QUEUED, {"app": made[0].pk, "count": WAITING})
            cursor.execute(QUEUED, {"app": made[1].pk, "count": WAITING // 4})
            cursor.execute(MANY, [])
            cursor.execute("VACUUM ANALYZE developer_center_webhookdelivery, developer_center_webhooklog")
        yield made
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, developer_center_app RESTART IDENTITY CASCADE")
        for alias in ("default", "migrator"):
            connections[alias].close()


@pytest.fixture(autouse=True)
def _unblocked(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def plan(sql: str, values: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
        found = cursor.fetchone()[0]
    whole = (json.loads(found) if isinstance(found, str) else found)[0]
    return whole["Plan"] | {"ms": whole["Execution Time"]}


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def most_rows(found: dict[str, Any]) -> int:
    """The most rows that any node of the plan read, filtered ones included."""
    return max(
        round((one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"]) for one in nodes(found)
    )


def indexes(found: dict[str, Any]) -> set[str]:
    return {one["Index Name"] for one in nodes(found) if "Index Name" in one}


def of_queryset(rows: Any) -> dict[str, Any]:
    sql, values = rows.query.sql_with_params()
    return plan(sql, values)


def test_the_look_for_work_asks_each_endpoint_once_and_a_dead_one_nothing(apps):
    found = plan(ENDPOINTS, {"now": timezone.now(), "most": 32})
    assert "hook_due_of_app" in indexes(found)
    assert most_rows(found) <= APPS  # not the 2,000 that wait for the dead one


def test_a_claim_reads_what_is_due_of_one_endpoint(apps):
    now = timezone.now()
    values = {"now": now, "lease_until": now, "app_id": apps[1].pk, "room": 4}
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            found = plan(CLAIM, values)
        finally:
            cursor.execute("ROLLBACK")
    assert {"hook_due_of_app", "hook_in_order", "hook_of_many_in_order"} <= indexes(found)
    assert most_rows(found) <= WAITING


def test_what_is_put_off_is_found_by_the_same_indexes(apps):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            found = plan(PUT_OFF, {"now": timezone.now(), "app_id": apps[1].pk})
        finally:
            cursor.execute("ROLLBACK")
    assert {"hook_in_order", "hook_of_many_in_order"} <= indexes(found)
    assert most_rows(found) <= WAITING * 4


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (LogFilter(), "hook_log_of_app"),
        (LogFilter(event_no=90002), "hook_log_by_event"),
        (LogFilter(is_success=False), "hook_log_failed"),
    ],
)
def test_a_page_of_the_log_reads_about_what_it_shows(apps, wanted, index):
    found = of_queryset(logs_of(apps[2], wanted).order_by("-pk")[:31])
    assert index in indexes(found)
    assert most_rows(found) <= 100


def test_the_logs_of_the_api_begin_at_their_key(apps):
    mall_id = _mall_of(apps[2])
    found = of_queryset(logs_in_mall(apps[2].pk, mall_id).filter(pk__gt=ROWS // 2).order_by("pk")[:10])
    assert "hook_log_of_app_in_mall" in indexes(found)
    assert most_rows(found) <= 100


def _mall_of(app: App) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mall_id FROM developer_center_webhooklog WHERE app_id = %s LIMIT 1", [app.pk])
        return int(cursor.fetchone()[0])
