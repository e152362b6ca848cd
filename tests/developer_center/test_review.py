"""The way of an app through review, and its end (R2.18 to R2.23)."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.urls import reverse

from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.models import OutboxMessage
from developer_center.domain import review_app
from developer_center.domain.register_app import register_app
from developer_center.models import App, AppEvent
from tests.developer_center.conftest import put

READY = {"redirect_urls": ["https://app.example.com/callback"], "scopes": ["mall.read_product"]}


def page(client, name: str, app: App) -> str:
    return client.get(reverse(f"developers:{name}", args=[app.pk])).content.decode()


@pytest.fixture
def browser(client, developer):
    client.force_login(developer)
    return client


def test_an_app_is_handed_in_approved_and_sold(browser, app, developer):
    put(app, **READY)
    browser.post(reverse("developers:review", args=[app.pk]))
    assert put(app).state == "under_review"
    review_app.approve(app.pk, staff_id=7)
    assert put(app).state == "for_sale"
    assert OutboxMessage.objects.get(kind="app_approved").recipient == developer.email
    assert [event.action for event in AppEvent.objects.order_by("pk")] == ["registered", "review_requested", "approved"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"scopes": READY["scopes"]}, "at least one Redirect URL"),
        ({"redirect_urls": READY["redirect_urls"]}, "at least one API permission"),
    ],
)
def test_an_app_that_is_not_ready_is_told_what_is_missing(browser, app, values, said):
    put(app, **values)
    answer = browser.post(reverse("developers:review", args=[app.pk]), follow=True)
    assert said in answer.content.decode()
    assert put(app).state == "in_production"


def test_a_rejected_app_shows_its_reason_and_can_be_handed_in_again(browser, app, developer):
    """R2.19, R2.22, R2.23."""
    put(app, state="under_review", **READY)
    review_app.reject(app.pk, staff_id=7, reason="It collects <b>phone</b> numbers.")
    listed = browser.get(reverse("developers:apps")).content.decode()
    assert "Review rejected" in listed
    assert "It collects &lt;b&gt;phone&lt;/b&gt; numbers." in listed
    assert "Change what is named here" in page(browser, "basics", app)
    assert "phone" in OutboxMessage.objects.get(kind="app_rejected").text
    review_app.ask_for_review(developer, app.pk)
    assert (put(app).state, app.rejection_reason) == ("under_review", "")


def test_an_app_for_sale_is_not_deleted_by_its_developer(browser, app):
    """R2.20."""
    put(app, state="for_sale")
    assert "Write to" in page(browser, "delete", app)
    assert browser.post(reverse("developers:delete", args=[app.pk])).status_code == 409
    assert App.objects.filter(pk=app.pk).exists()


def test_another_app_is_deleted_and_its_history_stays(browser, app):
    browser.post(reverse("developers:delete", args=[app.pk]))
    assert not App.objects.exists()
    assert AppEvent.objects.filter(app_no=app.pk, action="deleted").exists()


def test_staff_decide_in_the_support_admin(committed, client, cast, app):
    """R2.21, R2.23: approve, reject with a reason, end the sale, delete on inquiry."""
    cast.sign_in(client, "staff")
    put(app, state="under_review", **READY)
    listed = client.get(reverse("admin:developer_center_app_changelist")).content.decode()
    assert "Order helper" in listed
    detail = client.get(reverse("admin:developer_center_app_change", args=[app.pk])).content.decode()
    assert reverse("admin:app_reject", args=[app.pk]) in detail
    assert app.reveal("secret") not in detail
    refused = client.post(reverse("admin:app_reject", args=[app.pk]), {"reason": ""})
    assert refused.status_code == 422
    assert put(app).state == "under_review"
    client.post(reverse("admin:app_reject", args=[app.pk]), {"reason": "Needs a privacy policy."})
    assert (put(app).state, app.rejection_reason) == ("rejected", "Needs a privacy policy.")
    put(app, state="under_review", rejection_reason="")
    client.post(reverse("admin:app_approve", args=[app.pk]))
    assert put(app).state == "for_sale"
    client.post(reverse("admin:app_end-sale", args=[app.pk]), {"reason": "Contract ended."})
    assert put(app).state == "sale_ended"
    client.post(reverse("admin:app_approve", args=[app.pk]))
    assert put(app).state == "sale_ended"
    client.post(reverse("admin:app_delete", args=[app.pk]), {"reason": "Asked for by mail."})
    assert not App.objects.exists()
    assert OutboxMessage.objects.filter(kind="app_deleted").count() == 1


def test_approve_and_reject_at_once_leave_one_decision_and_one_mail(committed, app):
    put(app, state="under_review", **READY)
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        try:
            barrier.wait(30)
            if number % 2:
                review_app.approve(app.pk, staff_id=number)
            else:
                review_app.reject(app.pk, staff_id=number, reason="no")
        except review_app.WrongState:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    decisions = AppEvent.objects.filter(action__in=["approved", "rejected"])
    assert decisions.count() == 1
    assert OutboxMessage.objects.filter(kind__startswith="app_").count() == 1
    assert put(app).state == {"approved": "for_sale", "rejected": "rejected"}[decisions.get().action]


def test_apps_end_with_the_account_of_their_developer(mall):
    owner = mall.operators.get(is_owner=True).user
    app = put(register_app(owner, name="Mine", app_url="https://a.example", kind="web"), state="for_sale")
    old = app.reveal("secret")
    delete_account(owner.pk, actor=Actor.operator(owner.pk))
    assert put(app).state == "sale_ended"
    assert app.reveal("secret") != old
    event = AppEvent.objects.get(app_no=app.pk, action="account_ended")
    assert (event.before, event.after) == ({"state": "for_sale"}, {"state": "sale_ended"})
