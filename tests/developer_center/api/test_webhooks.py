"""webhooks/logs and webhooks/setting (wire contract 2.7, 3)."""

from __future__ import annotations

import json

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from developer_center.domain.webhooks.endpoint import save_endpoint, send_test
from developer_center.models import Installation, WebhookLog
from developer_center.webhook_events import LABELS
from tests.developer_center.api.conftest import Api
from tests.developer_center.webhooks.receiver import Answer, Receiver
from tests.developer_center.webhooks.sending import later, new_product, rename, send
from tests.factories_apps import AppFactory, install, make_token

QUERIES = 8  # the token; the door, opened and closed; logs, bodies, answers


@pytest.fixture
def receiver(settings):
    settings.ALLOWS_LOOPBACK_APPS = True
    found = Receiver(lambda got: Answer(500, "no") if got.json["resource"].get("product_name") == "Bad" else Answer())
    yield found
    found.close()


@pytest.fixture
def listening(installation, receiver) -> Installation:
    app = installation.app
    save_endpoint(app.user, app.pk, url=receiver.url, events=LABELS)
    return installation


def logs(api: Api, **query: object) -> list[dict[str, object]]:
    response = api.get("webhooks/logs", query)
    assert response.status_code == 200, response.json()
    return response.json()["logs"]


def test_the_logs_are_of_the_mall_of_the_token_and_of_this_app(api, mall, other_mall, listening, receiver):
    install(other_mall, app=listening.app)
    other_app = AppFactory()
    save_endpoint(other_app.user, other_app.pk, url=receiver.url, events=LABELS)
    other = install(mall, app=other_app)
    new_product(mall, "Mine")
    new_product(other_mall, "Theirs")
    send_test(listening.app.user, listening.app.pk, 90001)
    send()
    [log] = logs(api)
    assert (log["event_no"], log["mall_id"], log["log_type"], log["success"]) == (90001, mall.host, "G", "T")
    assert json.loads(log["request_body"])["resource"]["product_name"] == "Mine"
    assert (log["response_http_code"], log["response_body"]) == (200, "ok")
    assert log["request_endpoint"] == receiver.url
    [others] = logs(Api(mall, make_token(other)))
    assert others["log_id"] != log["log_id"]
    assert WebhookLog.objects.count() == 4


def test_filters_and_key(api, mall, listening):
    good = new_product(mall, "Good")
    new_product(mall, "Bad")
    send()
    rename(mall, good, "Better")
    send()
    newest, *_others = logs(api)
    assert newest["event_no"] == 90002
    assert [log["success"] for log in logs(api, success="F")] == ["F"]
    assert len(logs(api, event_no=90001)) == 2
    assert logs(api, log_type="R") == []
    assert len(logs(api, limit=1)) == 1
    oldest = min(logs(api), key=lambda log: int(log["log_id"]))
    after = logs(api, since_log_id=oldest["log_id"])
    assert [int(log["log_id"]) for log in after] == sorted(int(log["log_id"]) for log in after)
    assert len(after) == 2
    today = newest["requested_time"][:10]
    assert len(logs(api, requested_start_date=today, requested_end_date=today)) == 3
    assert logs(api, requested_start_date="2020-01-01", requested_end_date="2020-01-02") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"success": "yes"}, "success"),
        ({"log_type": "X"}, "log_type"),
        ({"limit": 10_001}, "limit"),
        ({"since_log_id": "abc"}, "since_log_id"),
        ({"requested_start_date": "2026-01-01"}, "requested_end_date"),
    ],
)
def test_what_cannot_be_asked_is_named(api, query, field):
    response = api.get("webhooks/logs", query)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")


def test_logs_cost_the_same_for_one_and_for_three(api, mall, listening, django_assert_num_queries):
    new_product(mall, "Cup 0")
    send()
    api.get("webhooks/logs")
    with django_assert_num_queries(QUERIES):
        api.get("webhooks/logs")
    for number in range(1, 3):
        new_product(mall, f"Cup {number}")
    send()
    with django_assert_num_queries(QUERIES):
        assert len(logs(api)) == 3


def test_an_app_switches_its_webhooks_of_one_mall_off_and_on(api, mall, other_mall, listening, receiver):
    install(other_mall, app=listening.app)
    setting = api.get("webhooks/setting").json()["webhook"]
    assert setting["reception_status"] == "T"
    assert "mall.read_product" in setting["scopes"]
    assert api.put("webhooks/setting", {"reception_status": "F"}).json() == {"webhook": {"reception_status": "F"}}
    assert api.get("webhooks/setting").json()["webhook"]["reception_status"] == "F"
    new_product(mall)
    new_product(other_mall)
    send()
    assert [got.json["resource"]["mall_id"] for got in receiver.got] == [other_mall.host]
    assert api.put("webhooks/setting", {"reception_status": "F"}).status_code == 200
    assert api.put("webhooks/setting", {"reception_status": "T"}).status_code == 200
    with later(seconds=1):
        new_product(mall)
        send()
    assert len(receiver.got) == 2
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(action="app.webhooks_switched").order_by("pk")
        assert [(one.actor_kind, one.after["receives_webhooks"]) for one in entries] == [("app", False), ("app", True)]


def test_a_setting_that_is_none_is_refused(api, listening):
    response = api.put("webhooks/setting", {"reception_status": "maybe"})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.reception_status)")
