"""Webhooks arrive: at least once, in order per resource, with their key, and only where they may (wire contract 3)."""

from __future__ import annotations

import datetime as dt
import time
import uuid

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.models import Job, OutboxMessage
from catalog.models import Product
from developer_center.domain.webhooks.call import Letter, call
from developer_center.domain.webhooks.claim import MOST_AT_ONCE, claim_due
from developer_center.domain.webhooks.endpoint import NotToBeSent, resend
from developer_center.domain.webhooks.settle import RETRY_SECONDS
from developer_center.models import (
    Installation,
    WebhookAnswer,
    WebhookBody,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookLog,
)
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer
from tests.developer_center.webhooks.sending import DISPATCH, later, new_product, rename, send
from tests.ledger import run_due_jobs

State = WebhookDelivery.State


def endpoint_of(app) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(app=app)


def test_a_receiver_gets_json_with_its_key_and_a_trace_id(hooked, mall, receiver):
    """Wire contract 3: POST JSON, X-API-Key, event_no int, event_shop_no text."""
    product = new_product(mall)
    send()
    [got] = receiver.got
    delivery = WebhookDelivery.objects.get()
    assert got.headers["X-API-Key"] == endpoint_of(hooked).reveal("key")
    assert got.headers["X-Trace-Id"] == str(delivery.trace_id)
    assert got.headers["Content-Type"].startswith("application/json")
    assert got.json["event_no"] == 90001
    assert got.json["resource"]["product_no"] == product.pk
    assert got.json["resource"]["event_shop_no"] == "1"
    assert (delivery.state, delivery.attempts) == (State.DONE, 1)


def test_each_attempt_is_logged_with_what_was_said_and_answered(hooked, mall, other_mall, receiver):
    new_product(mall)
    send()
    log = WebhookLog.objects.get()
    assert (log.log_type, log.event_no, log.is_success, log.http_code) == ("G", 90001, True, 200)
    assert log.endpoint == receiver.url
    with tenancy.mall(mall.pk):
        assert WebhookBody.objects.get(delivery_id=log.delivery_id).text == receiver.got[0].body
        assert WebhookAnswer.objects.get(log_id=log.pk).text == "ok"
    with tenancy.mall(other_mall.pk):
        assert not WebhookBody.objects.exists()
        assert not WebhookAnswer.objects.exists()
    assert log.open_answer == log.delivery.open_body == ""


@pytest.mark.parametrize(
    "values",
    [
        {"scopes": ["mall.read_order", "mall.write_product"]},
        {"state": Installation.State.NEEDS_APPROVAL},
        {"state": Installation.State.REMOVED},
        {"receives_webhooks": False},
    ],
)
def test_an_app_hears_nothing_that_the_merchant_does_not_let_it_hear(developer, mall, receiver, values):
    install(listening_app(developer, receiver.url), mall, **values)
    new_product(mall)
    send()
    assert receiver.got == []


def test_an_order_is_not_told_to_an_app_that_may_only_read_products(developer, mall, receiver):
    """They carry a buyer's name and phone."""
    from tests.orders.shop import make_order  # noqa: PLC0415 - beside what it is needed for

    install(listening_app(developer, receiver.url), mall, scopes=["mall.read_product", "mall.read_customer"])
    with tenancy.mall(mall.pk):
        make_order()
    send()
    assert 90001 in receiver.numbers
    assert 90023 not in receiver.numbers


def test_events_that_are_not_ticked_and_malls_without_the_app_stay_silent(developer, mall, other_mall, receiver):
    install(listening_app(developer, receiver.url, events=[90003]), mall)
    new_product(mall)
    new_product(other_mall)
    send()
    assert receiver.got == []


def test_a_mall_where_nobody_listens_pays_no_job(hooked, other_mall):
    new_product(other_mall)
    assert not Job.objects.filter(task=DISPATCH).exists()


@pytest.mark.parametrize("answer", [Answer(500), Answer(404, "no such thing"), Answer(302, headers={"Location": "/x"})])
def test_what_is_no_2xx_is_sent_again_with_the_same_body_and_trace_id(hooked, mall, receiver, answer):
    receiver.answer = answer
    new_product(mall)
    began = timezone.now()
    send()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 1)
    assert 4 < (delivery.next_attempt_at - began).total_seconds() < 8
    receiver.answer = Answer(204, "")
    with later(seconds=9):
        send()
    first, second = receiver.got
    assert (first.body, first.headers["X-Trace-Id"]) == (second.body, second.headers["X-Trace-Id"])
    assert {one.path for one in receiver.got} == {"/hooks"}  # a redirect is not followed
    assert list(WebhookLog.objects.order_by("pk").values_list("is_success", flat=True)) == [False, True]
    assert WebhookDelivery.objects.get().state == State.DONE


def test_attempts_come_ever_later_for_three_days_and_then_it_is_given_up(hooked, mall, receiver):
    receiver.answer = Answer(500)
    new_product(mall)
    run_due_jobs(DISPATCH)
    moment, waits = dt.timedelta(0), []
    while WebhookDelivery.objects.filter(state=State.WAITING).exists():
        WebhookEndpoint.objects.update(paused_until=None, failing_since=None)
        with later(seconds=moment.total_seconds()):
            send()
            row = WebhookDelivery.objects.get()
            waits.append(round((row.next_attempt_at - timezone.now()).total_seconds()))
            moment += row.next_attempt_at - timezone.now() + dt.timedelta(seconds=1)
        assert len(waits) < 30
    assert [-(-wait // 5) * 5 for wait in waits[:9]] == list(RETRY_SECONDS)
    assert dt.timedelta(days=2) < moment < dt.timedelta(days=3)
    assert WebhookDelivery.objects.get().state == State.FAILED


def test_a_later_change_of_a_product_waits_for_the_earlier_one(hooked, mall, receiver):
    receiver.answer = lambda got: Answer(500 if got.json["resource"]["product_name"] == "Cup" else 200)
    product = new_product(mall, "Cup")
    send()
    rename(mall, product, "Mug")
    other = new_product(mall, "Plate")
    send()
    assert [got.json["resource"]["product_no"] for got in receiver.got] == [product.pk, other.pk]
    receiver.answer = Answer()
    with later(seconds=7):
        send()
        send()
    names = [got.json["resource"]["product_name"] for got in receiver.got]
    assert names == ["Cup", "Plate", "Cup", "Mug"]


def test_what_came_in_behind_a_failure_is_not_looked_at_before_it(hooked, mall, receiver):
    receiver.answer = Answer(500)
    product = new_product(mall, "Cup")
    send()
    for name in ("A", "B"):
        rename(mall, product, name)
    send()
    times = set(WebhookDelivery.objects.values_list("next_attempt_at", flat=True))
    assert len(times) == 1
    assert Job.objects.filter(task="developer_center.deliver_webhooks", state="waiting").count() == 1


def test_a_receiver_that_answers_too_slowly_has_failed_after_five_seconds(hooked, mall, receiver):
    receiver.answer = Answer(after_seconds=8)
    new_product(mall)
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 7
    log = WebhookLog.objects.get()
    assert (log.is_success, log.http_code) == (False, None)
    assert log.why == "too_slow"


def test_only_the_beginning_of_an_answer_is_kept(hooked, mall, receiver):
    receiver.answer = Answer(200, "x\0" * 500_000)
    new_product(mall)
    send()
    with tenancy.mall(mall.pk):
        text = WebhookAnswer.objects.get().text
    assert 0 < len(text) <= 4096
    assert set(text) == {"x"}


def test_an_endpoint_gets_four_at_a_time_at_most(hooked, mall, receiver):
    receiver.answer = Answer(after_seconds=0.3)
    for number in range(10):
        new_product(mall, f"Cup {number}")
    send()
    assert len(receiver.got) == 10
    assert 1 < receiver.most_at_once <= MOST_AT_ONCE


def test_a_dead_receiver_is_left_alone_for_a_while_and_then_tried_with_one(hooked, mall, receiver):
    receiver.answer = Answer(500)
    for number in range(12):
        new_product(mall, f"Cup {number}")
    send()
    calls = len(receiver.got)
    assert 5 <= calls <= 8  # those that were on their way when the circuit opened
    send()
    assert len(receiver.got) == calls
    with later(minutes=3):
        send()
        assert len(receiver.got) == calls + 1
    receiver.answer = Answer()
    with later(minutes=15):
        send()
        send()
    assert not WebhookDelivery.objects.filter(state=State.WAITING).exists()
    assert endpoint_of(hooked).failures == 0


@pytest.mark.parametrize(("language", "words"), [("en", "were switched off"), ("ko", "꺼졌습니다")])
def test_410_switches_the_endpoint_off_and_the_developer_is_told(hooked, mall, receiver, developer, language, words):
    """A10; A9."""
    developer.language = language
    developer.save()
    receiver.answer = Answer(410)
    first = new_product(mall)
    rename(mall, first, "Mug")
    send()
    endpoint = endpoint_of(hooked)
    assert (endpoint.is_enabled, endpoint.disabled_why) == (False, "gone")
    assert len(receiver.got) == 1
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {State.CANCELLED}
    mail = OutboxMessage.objects.get(kind="webhook_disabled")
    assert mail.recipient == developer.email
    assert words in mail.subject
    assert receiver.url in mail.text
    rename(mall, first, "Jug")
    send()
    assert len(receiver.got) == 1


def test_three_days_of_failures_alone_switch_an_endpoint_off_and_other_endpoints_stay(
    hooked, mall, receiver, receivers, another_developer
):
    """A9."""
    good = receivers()
    install(listening_app(another_developer, good.url), mall)
    receiver.answer = Answer(500)
    for number in range(12):
        new_product(mall, f"Cup {number}")
    send()
    nearly = timezone.now() - dt.timedelta(days=2, hours=23)
    WebhookEndpoint.objects.filter(app=hooked).update(failing_since=nearly, failures=20)
    with later(minutes=30):
        send()
    assert endpoint_of(hooked).is_enabled
    with later(hours=2):
        send()
    assert endpoint_of(hooked).disabled_why == "failing"
    assert OutboxMessage.objects.filter(kind="webhook_disabled").count() == 1
    assert len(good.got) == 12


def test_one_success_ends_a_row_of_failures(hooked, mall, receiver):
    receiver.answer = Answer(500)
    new_product(mall)
    send()
    assert endpoint_of(hooked).failing_since is not None
    receiver.answer = Answer()
    with later(seconds=6):
        send()
    endpoint = endpoint_of(hooked)
    assert (endpoint.failing_since, endpoint.failures) == (None, 0)


def test_what_waits_for_an_app_is_not_sent_once_it_is_removed(hooked, mall, receiver):
    new_product(mall)
    run_due_jobs(DISPATCH)
    Installation.objects.update(state="removed", removed_at=timezone.now())
    send()
    assert receiver.got == []
    assert WebhookDelivery.objects.get().state == State.CANCELLED


def test_a_claim_that_was_lost_is_free_again_after_its_lease(hooked, mall):
    new_product(mall)
    run_due_jobs(DISPATCH)
    [first] = claim_due(10)
    assert claim_due(10) == []
    with later(seconds=31):
        [second] = claim_due(10)
    assert (second.delivery.pk, second.delivery.attempts) == (first.delivery.pk, 2)


def test_the_first_job_tells_of_all_that_wait_and_the_others_find_their_work_done(hooked, mall, receiver):
    product = new_product(mall, "Cup")
    for name in ("A", "B"):
        rename(mall, product, name)
    newest = Job.objects.filter(task=DISPATCH).latest("pk")
    from cafe24clone.celery import app as celery_app  # noqa: PLC0415 - as a worker finds the task

    celery_app.loader.import_default_modules()
    celery_app.tasks[DISPATCH](job_id=newest.pk)
    assert set(Job.objects.filter(task=DISPATCH).values_list("state", flat=True)) == {Job.State.DONE}
    assert list(WebhookDelivery.objects.order_by("pk").values_list("event_no", flat=True)) == [90001, 90002, 90002]
    run_due_jobs(DISPATCH)
    assert WebhookDelivery.objects.count() == 3


def test_an_entry_that_cannot_be_told_is_left_to_staff_and_holds_nobody_up(hooked, mall, monkeypatch):
    from developer_center.domain.webhooks.payloads import products  # noqa: PLC0415

    real = products.product_part

    def broken(product: Product, *others: object) -> dict[str, object]:
        if product.name == "Broken":
            raise ValueError("no such thing")
        return real(product, *others)

    monkeypatch.setattr(products, "product_part", broken)
    new_product(mall, "Broken")
    new_product(mall, "Cup")
    run_due_jobs(DISPATCH)
    states = list(Job.objects.filter(task=DISPATCH).order_by("pk").values_list("state", flat=True))
    assert states == [Job.State.FAILED, Job.State.DONE]
    assert "no such thing" in Job.objects.filter(task=DISPATCH).earliest("pk").last_error
    assert WebhookDelivery.objects.count() == 1


def test_only_one_pump_runs_and_the_older_job_is_the_one(hooked, mall, receiver):
    new_product(mall)
    run_due_jobs(DISPATCH)
    running = Job.objects.create(
        task="developer_center.deliver_webhooks",
        state=Job.State.RUNNING,
        started_at=timezone.now(),
        lease_until=timezone.now() + dt.timedelta(seconds=30),
    )
    Job.objects.filter(task="developer_center.deliver_webhooks", state="waiting").delete()
    enqueue("developer_center.deliver_webhooks")
    send()
    assert receiver.got == []
    Job.objects.filter(pk=running.pk).update(total_items=1)  # it takes nothing in any more
    enqueue("developer_center.deliver_webhooks")
    send()
    assert len(receiver.got) == 1


def test_no_cookie_of_a_receiver_is_kept(receiver):
    """They would pile up in the worker, and reach other apps of the same domain (OWASP API 10)."""
    receiver.answer = Answer(headers={"Set-Cookie": "session=theirs; Path=/"})
    for _ in range(2):
        assert call(Letter(receiver.url, "key", uuid.uuid4(), "{}")).status == 200
    assert [got.headers.get("Cookie") for got in receiver.got] == [None, None]


def test_what_waits_is_not_sent_once_the_merchant_consents_to_less(hooked, mall, receiver):
    """Nor is it sent once more by the developer."""
    receiver.answer = Answer(status=500)
    new_product(mall)
    send()
    assert len(receiver.got) == 1
    Installation.objects.update(scopes=["mall.read_order"])
    with later(hours=1):
        send()
    assert len(receiver.got) == 1
    assert WebhookDelivery.objects.get().state == State.CANCELLED
    with pytest.raises(NotToBeSent):
        resend(hooked.user, hooked.pk, WebhookLog.objects.get().pk)
