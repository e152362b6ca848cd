"""Logs end after 30 days, a mall's texts with the mall, and support sees what is stuck and has it sent again."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.domain.erase_mall import erase_mall
from accounts.jobs import enqueue
from developer_center.domain.review_app import delete_app
from developer_center.domain.webhooks.endpoint import switch_off
from developer_center.domain.webhooks.retry import retry_endpoint
from developer_center.models import WebhookAnswer, WebhookBody, WebhookDelivery, WebhookEndpoint, WebhookLog
from tests.cast import Cast
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer
from tests.developer_center.webhooks.sending import later, new_product, send
from tests.ledger import run_due_jobs

DROP = "developer_center.drop_old_webhooks"


def texts(mall) -> tuple[int, int]:
    with tenancy.mall(mall.pk):
        return WebhookBody.objects.count(), WebhookAnswer.objects.count()


def test_after_thirty_days_log_body_and_answer_are_gone_and_younger_ones_stay(
    hooked, mall, other_mall, developer, receiver
):
    install(hooked, other_mall)
    new_product(mall, "Old")
    send()
    with later(days=29):
        new_product(mall, "Young")
        new_product(other_mall, "Other")
        send()
    assert (texts(mall), texts(other_mall)) == ((2, 2), (1, 1))
    with later(days=31):
        enqueue(DROP)
        run_due_jobs(DROP)
        run_due_jobs("developer_center.drop_webhooks_of_mall")
        assert (texts(mall), texts(other_mall)) == ((1, 1), (1, 1))
        assert WebhookLog.objects.filter(mall=mall).count() == 1
        assert WebhookDelivery.objects.filter(mall=mall).count() == 1


def test_a_deleted_app_leaves_texts_only_until_their_thirty_days_are_over(hooked, mall, developer, receiver):
    new_product(mall)
    send()
    delete_app(developer, hooked.pk)
    assert WebhookLog.objects.get().app is None
    with later(days=31):
        enqueue(DROP)
        run_due_jobs(DROP)
        run_due_jobs("developer_center.drop_webhooks_of_mall")
        assert texts(mall) == (0, 0)
        assert not WebhookLog.objects.exists()


def test_texts_go_with_an_erased_mall_and_its_apps_hear_of_the_end(hooked, mall, receiver):
    new_product(mall, "Secret cup")
    send()
    new_product(mall, "Never told")
    run_due_jobs("developer_center.dispatch_webhooks")
    owner = mall.operators.get(is_owner=True)
    delete_account(owner.user_id, actor=Actor.operator(owner.user_id))
    with tenancy.acting_for(mall.pk, may_be_deleted=True):
        erase_mall(mall.pk)
    send()
    assert receiver.numbers == [90001, 90166]
    assert receiver.got[-1].json["resource"]["trigger_name"] == "store_deleted"
    with tenancy.mall(mall.pk):
        assert not WebhookBody.objects.exists()
        assert not WebhookAnswer.objects.exists()
    assert not WebhookDelivery.objects.filter(open_body__contains="cup").exists()


def test_a_delivery_that_waits_its_turn_is_not_stuck_and_a_late_or_failed_one_is(
    committed, client, developer, mall, receiver
):
    app = listening_app(developer, receiver.url)
    install(app, mall)
    receiver.answer = Answer(500)
    new_product(mall)
    send()
    Cast(mall).sign_in(client, "staff")
    assert "Webhooks in trouble" not in client.get(reverse("admin:stuck")).content.decode()
    WebhookDelivery.objects.update(created_at=timezone.now() - dt.timedelta(hours=2))
    page = client.get(reverse("admin:stuck")).content.decode()
    assert "Webhooks in trouble" in page
    assert receiver.url in page
    assert "Status 500." in page
    receiver.answer = Answer()
    endpoint = WebhookEndpoint.objects.get()
    response = client.post(reverse("admin:retry_webhooks", args=[endpoint.pk]), follow=True)
    assert "1 delivery is sent again." in response.content.decode()
    send()
    assert WebhookDelivery.objects.get().state == "done"
    again = client.post(reverse("admin:retry_webhooks", args=[endpoint.pk]), follow=True)
    assert "nothing left to retry" in again.content.decode()


def test_support_brings_back_what_was_cancelled_when_an_endpoint_was_switched_off(hooked, mall, receiver):
    receiver.answer = Answer(410)
    new_product(mall, "A")
    new_product(mall, "B")
    send()
    assert WebhookDelivery.objects.filter(state="cancelled").count() == 2
    receiver.answer = Answer()
    assert retry_endpoint(WebhookEndpoint.objects.get().pk, staff_id=1) == 2
    send()
    assert not WebhookDelivery.objects.exclude(state="done").exists()


def test_what_a_developer_switched_off_support_leaves_off(hooked, developer):
    switch_off(developer, hooked.pk)
    assert retry_endpoint(WebhookEndpoint.objects.get().pk, staff_id=1) is None
    assert not WebhookEndpoint.objects.get().is_enabled
