"""The states of a request: who moves them, two at once, what is refused (R3.89)."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Job, OutboxMessage
from pro.domain.requests import RequestRefused, WrongState, begin_check, let_run, refuse
from pro.domain.switches import switch
from pro.models import WorkRequest
from tests.factories import UserFactory
from tests.pro.factories import make_contract

GOOD = {"name": "머그", "price": "12000", "weight_grams": "400"}
STAFF = Actor.staff(7)


def test_a_request_is_checked_refused_with_a_reason_and_nothing_more_happens(mall, ask_register):
    request = ask_register(GOOD)
    assert begin_check(request.pk, actor=STAFF).state == "checking"
    refuse(request.pk, "사진이 없습니다.", actor=STAFF)
    request.refresh_from_db()
    assert (request.state, request.reason, request.decided_by) == ("refused", "사진이 없습니다.", 7)
    assert Job.objects.filter(task="pro.run_request").count() == 0
    mail = OutboxMessage.objects.get(kind="pro_request")
    assert "사진이 없습니다." in mail.text
    for rule in (begin_check, let_run):
        with pytest.raises(WrongState):
            rule(request.pk, actor=STAFF)
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(action__startswith="work_request").order_by("pk")
        assert [(entry.action, entry.actor_kind) for entry in entries] == [
            ("work_request.filed", "operator"),
            ("work_request.check_began", "staff"),
            ("work_request.refused", "staff"),
        ]


def test_the_setting_decides_which_kinds_pass_by_themselves(ask_register, settings):
    settings.PRO_REQUESTS_PASS = ["register"]
    assert ask_register(GOOD).state == "running"
    settings.PRO_REQUESTS_PASS = []
    assert ask_register(GOOD).state == "received"


def test_off_and_a_missing_contract_refuse_a_request(mall, contract, ask_register):
    """R3.5, R3.99"""
    with tenancy.mall(mall.pk):
        switch("request-register", is_on=False, actor=STAFF)
    with pytest.raises(RequestRefused, match="not_running"):
        ask_register(GOOD)
    assert WorkRequest.objects.count() == 0


def test_numbers_count_per_mall(mall, other_mall, ask_register):
    make_contract(other_mall)
    assert [ask_register(GOOD).number for _ in range(2)] == [1, 2]
    WorkRequest.objects.filter(number=1).update(mall=other_mall)
    assert ask_register(GOOD).number == 3


def test_two_of_staff_at_once_decide_once(committed, mall, ask_register):
    """One lets it run while the other refuses: exactly one decision stands."""
    request = ask_register(GOOD)
    barrier, outcomes = threading.Barrier(2), []

    def decide(rule, *words):
        try:
            barrier.wait(timeout=30)
            rule(request.pk, *words, actor=STAFF)
            outcomes.append("done")
        except WrongState:
            outcomes.append("late")
        finally:
            for alias in ("default", "counters"):
                connections[alias].close()

    threads = [threading.Thread(target=decide, args=args) for args in ((let_run,), (refuse, "No."))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["done", "late"]
    request.refresh_from_db()
    assert Job.objects.filter(task="pro.run_request").count() == int(request.state == "running")
    assert OutboxMessage.objects.filter(kind="pro_request").count() == int(request.state == "refused")


@pytest.fixture
def staff() -> Client:
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    client.force_login(UserFactory(login_id="helper", is_staff=True))
    return client


def url(name, request):
    return reverse(f"admin:{name}", args=[request.pk])


def test_support_sees_rows_with_errors_and_decides(committed, staff, mall, ask_register, client, cast):
    """R3.89: what is due first stands first; the merchant gets neither list nor buttons."""
    request = ask_register(GOOD, {"name": "둘", "price": "x"})
    done = ask_register(GOOD)
    refuse(done.pk, "No.", actor=STAFF)
    page = staff.get(reverse("admin:pro_workrequest_changelist")).content.decode()
    assert page.index(">Received<") < page.index(">Refused<") or "Received" in page
    shown = staff.get(url("pro_workrequest_change", request)).content.decode()
    assert "머그" in shown
    assert "is no price in KRW" in shown
    assert staff.post(url("pro_request_refuse", request), {"reason": ""}).status_code == 422
    staff.post(url("pro_request_check", request))
    staff.post(url("pro_request_run", request))
    request.refresh_from_db()
    assert request.state == "running"
    answer = staff.post(url("pro_request_refuse", request), {"reason": "Too late"}, follow=True).content.decode()
    assert "Nothing was changed" in answer
    cast.sign_in(client, "owner")
    assert client.get(reverse("admin:pro_workrequest_changelist")).status_code == 403
    assert client.post(url("pro_request_run", request)).status_code == 403
