"""A merchant takes a request back that support has not decided about (R3.89)."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Job, OutboxMessage
from pro.domain.import_choice import file_import
from pro.domain.requests import Where, WrongState, begin_check, finish, let_run, refuse, withdraw
from pro.models import ImportChoice, WorkRequest
from tests.ledger import run_due_jobs
from tests.pro.requests.conftest import asker
from tests.pro.test_support_pages import staff  # noqa: F401 - a fixture

GOOD = {"name": "머그", "price": "12000", "weight_grams": "400"}
STAFF = Actor.staff(7)


def url(request):
    return reverse("pro:request_withdraw", args=[request.number])


@pytest.mark.parametrize("is_checked", [False, True])
def test_what_waits_is_withdrawn_with_an_entry_and_without_a_mail(client, cast, mall, ask_register, is_checked):
    request = ask_register(GOOD)
    if is_checked:
        begin_check(request.pk, actor=STAFF)
    cast.sign_in(client, "owner")
    page = client.get(reverse("pro:request", args=[request.number])).content.decode()
    assert f'action="{url(request)}"' in page
    text = client.post(url(request), follow=True).content.decode()
    assert "The request is withdrawn. Nothing was done for it." in text
    assert f'action="{url(request)}"' not in text
    request.refresh_from_db()
    assert (request.state, request.is_over, request.waits) == ("withdrawn", True, False)
    assert request.finished_at is not None
    assert not Job.objects.filter(task="pro.run_request").exists()
    assert not OutboxMessage.objects.filter(kind="pro_request").exists()
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="work_request.withdrawn")
    assert (entry.actor_kind, entry.object_id) == ("operator", request.pk)
    for rule, words in ((begin_check, []), (let_run, []), (refuse, ["No."])):
        with pytest.raises(WrongState, match="withdrawn"):
            rule(request.pk, *words, actor=STAFF)


def test_what_runs_or_is_over_stays_as_it_is(client, cast, mall, ask_register):
    request = ask_register(GOOD)
    let_run(request.pk, actor=STAFF)
    cast.sign_in(client, "owner")
    assert f'action="{url(request)}"' not in client.get(f"/admin/pro/requests/{request.number}/").content.decode()
    assert "Nothing was changed: the request is “Running” by now." in client.post(url(request), follow=True).text
    run_due_jobs("pro.run_request")
    client.post(url(request))
    request.refresh_from_db()
    assert (request.state, request.done_rows) == ("done", 1)
    with tenancy.mall(mall.pk):
        assert not AuditEntry.objects.filter(action="work_request.withdrawn").exists()
        assert finish(request.pk).state == "done"


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("operator_with_pro", 302), ("operator_without_pro", 403), (None, 302)]
)
def test_only_who_has_the_right_to_pro_withdraws(client, cast, ask_register, who, status):
    request = ask_register(GOOD)
    cast.sign_in(client, who)
    assert client.post(url(request)).status_code == status
    assert client.get(url(request)).status_code in {302, 403, 405}
    request.refresh_from_db()
    assert (request.state == "withdrawn") == (who in {"owner", "operator_with_pro"})


def test_another_malls_request_is_neither_found_nor_withdrawn(client, cast, mall, other_mall, ask_register):
    request = ask_register(GOOD)
    WorkRequest.objects.filter(pk=request.pk).update(mall=other_mall)
    cast.sign_in(client, "owner")
    assert client.post(url(request)).status_code == 404
    with tenancy.mall(mall.pk), pytest.raises(WorkRequest.DoesNotExist):
        withdraw(request.pk, actor=STAFF)
    request.refresh_from_db()
    assert request.state == "received"


@pytest.mark.django_db(databases=["default", "counters"])
def test_after_a_withdrawn_import_another_can_be_filed_from_the_same_account(mall, rakuten, rate, settings):
    """R3.21: the choice stays; the withdrawn one does not hold up the next."""
    settings.PRO_REQUESTS_PASS = []
    account, _market = rakuten
    with tenancy.mall(mall.pk):
        first = file_import(account.pk, Where(), asker=asker(mall))
        withdraw(first.pk, actor=STAFF)
        assert ImportChoice.objects.get().external_id == account.external_id
        assert file_import(account.pk, Where(), asker=asker(mall)).state == "received"


def test_staff_see_that_it_was_withdrawn_and_get_no_buttons(committed, staff, mall, ask_register):  # noqa: F811
    request = ask_register(GOOD)
    with tenancy.mall(mall.pk):
        withdraw(request.pk, actor=Actor.operator(1))
    assert "Withdrawn" in staff.get(reverse("admin:pro_workrequest_changelist")).content.decode()
    page = staff.get(reverse("admin:pro_workrequest_change", args=[request.pk])).content.decode()
    assert "The merchant withdrew it on" in page
    for name in ("pro_request_run", "pro_request_check", "pro_request_refuse"):
        assert reverse(f"admin:{name}", args=[request.pk]) not in page


@pytest.mark.parametrize("rule", [let_run, begin_check])
def test_of_the_merchant_and_support_at_once_exactly_one_wins(committed, mall, ask_register, rule):
    """Support lets it run (or takes it up) while the merchant withdraws, on two connections at one moment."""
    for _ in range(4):
        request = ask_register(GOOD)
        outcomes = at_once(mall, request, rule)
        request.refresh_from_db()
        runs = Job.objects.filter(task="pro.run_request", arguments__request_id=request.pk).count()
        if rule is let_run:
            assert sorted(outcomes.values()) == ["done", "late"]
            assert request.state == ("withdrawn" if outcomes["merchant"] == "done" else "running")
            assert runs == int(outcomes["support"] == "done")
        else:  # a request that is being checked can still be withdrawn
            assert (request.state, outcomes["merchant"], runs) == ("withdrawn", "done", 0)


def at_once(mall, request, rule):
    """What became of both, by name: done or late."""
    barrier, outcomes = threading.Barrier(2), {}

    def take_back():
        with tenancy.mall(mall.pk):
            withdraw(request.pk, actor=Actor.operator(1))

    def decide(name, work):
        try:
            barrier.wait(timeout=30)
            work()
            outcomes[name] = "done"
        except WrongState:
            outcomes[name] = "late"
        finally:
            connections.close_all()

    works = {"merchant": take_back, "support": lambda: rule(request.pk, actor=STAFF)}
    threads = [threading.Thread(target=decide, args=item) for item in works.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == 2
    return outcomes
