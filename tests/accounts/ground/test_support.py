"""The support admin: who comes in, what it shows across malls, and what it leaves in a mall's log (R9, design 3.6)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry, Job, OutboxMessage
from tests.factories import MallFactory, UserFactory

pytestmark = pytest.mark.usefixtures("committed")
LISTS = [
    "mall",
    "user",
    "loginidregistry",
    "job",
    "outboxmessage",
    "refusedaddress",
    "schedulemark",
    "reactivationrequest",
]


@pytest.fixture
def staff() -> Client:
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    client.force_login(UserFactory(login_id="helper", is_staff=True))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_staff_without_any_django_permission_see_each_list_and_change_nothing(staff, name):
    MallFactory()
    assert staff.get(reverse(f"admin:accounts_{name}_changelist") + "?q=mall").status_code == 200
    assert staff.get(reverse(f"admin:accounts_{name}_add")).status_code == 403


def test_a_mall_and_its_owner_are_found_by_id_and_email(staff):
    mall, other = MallFactory(), MallFactory()
    for query in (mall.host, f"{mall.host}@example.com"):
        for name in ("mall", "user"):
            text = staff.get(reverse(f"admin:accounts_{name}_changelist"), {"q": query}).content.decode()
            assert mall.host in text
            assert other.host not in text
    assert staff.get(reverse("admin:accounts_mall_change", args=[mall.pk])).status_code == 200
    assert staff.get(reverse("admin:accounts_user_change", args=[mall.operators.get().user_id])).status_code == 200
    assert staff.post(reverse("admin:accounts_mall_change", args=[mall.pk]), {"name": "x"}).status_code == 403


def test_opening_a_mall_takes_a_reason_and_stands_in_its_log(staff):
    mall = MallFactory()
    log = reverse("admin:accounts_mall_log", args=[mall.pk])
    assert staff.get(log)["Location"] == reverse("admin:accounts_mall_open", args=[mall.pk])
    response = staff.post(reverse("admin:accounts_mall_open", args=[mall.pk]), {"reason": " "})
    assert response.status_code == 422
    response = staff.post(reverse("admin:accounts_mall_open", args=[mall.pk]), {"reason": "The owner asked by mail"})
    assert response["Location"] == log
    page = staff.get(log).content.decode()
    assert "support.mall_opened" in page
    assert "The owner asked by mail" in page
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="support.mall_opened")
    assert entry.actor_kind == "staff"


def test_the_log_of_another_mall_stays_closed(staff):
    mall, other = MallFactory(), MallFactory()
    staff.post(reverse("admin:accounts_mall_open", args=[mall.pk]), {"reason": "The owner asked by mail"})
    assert staff.get(reverse("admin:accounts_mall_log", args=[other.pk])).status_code == 302


def test_the_page_of_what_is_stuck_says_so_when_nothing_is(staff):
    text = staff.get("/support/stuck/").content.decode()
    assert "Nothing is stuck" in text
    assert staff.get("/support/")["Location"] == "/support/stuck/"


def test_a_failed_job_is_retried_with_a_trace_in_its_mall(staff):
    mall = MallFactory()
    job = Job.objects.create(task="accounts.tidy_up", mall=mall, state=Job.State.FAILED, attempts=12, last_error="boom")
    OutboxMessage.objects.create(kind="b", recipient="b@example.com", subject="B", state="refused")
    text = staff.get("/support/stuck/").content.decode()
    assert "boom" in text
    assert "b@example.com" in text
    staff.post(reverse("admin:retry_job", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="support.job_retried", object_id=job.pk).exists()
    assert staff.get(reverse("admin:retry_job", args=[job.pk])).status_code == 405


def test_a_refused_mail_is_sent_again_while_its_text_is_there(staff):
    kept = OutboxMessage.objects.create(kind="a", recipient="a@example.com", subject="A", text="hi", state="refused")
    gone = OutboxMessage.objects.create(kind="b", recipient="b@example.com", subject="B", state="refused")
    text = staff.get("/support/stuck/").content.decode()
    assert reverse("admin:retry_mail", args=[kept.pk]) in text
    assert reverse("admin:retry_mail", args=[gone.pk]) not in text
    for message in (kept, gone):
        staff.post(reverse("admin:retry_mail", args=[message.pk]))
        message.refresh_from_db()
    assert (kept.state, gone.state) == ("waiting", "refused")
    assert Job.objects.filter(arguments__message_id=kept.pk).exists()


def test_staff_without_a_second_factor_are_sent_to_set_one_up(staff, settings):
    settings.STAFF_NEEDS_MFA = True
    for path in ("/support/", "/support/stuck/", "/support/accounts/mall/"):
        assert staff.get(path)["Location"] == reverse("accounts:security")


def test_strangers_go_to_our_own_sign_in_and_merchants_nowhere(client):
    assert client.get("/support/stuck/")["Location"] == "/login/?next=/support/stuck/"
    client.force_login(MallFactory().operators.get().user)
    assert client.get("/support/stuck/").status_code == 403


def test_support_pages_carry_their_own_policy_and_other_pages_the_strict_one(staff):
    support = staff.get("/support/stuck/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval' 'unsafe-inline'" in support
    assert "frame-ancestors 'none'" in support
    assert "unsafe" not in staff.get("/-/healthz")["Content-Security-Policy"]


def test_lists_across_malls_are_read_as_role_support(staff):
    with connections["support"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("support",)
    client_ko = {"HTTP_ACCEPT_LANGUAGE": "ko"}
    assert staff.get("/support/accounts/mall/", **client_ko).status_code == 200
