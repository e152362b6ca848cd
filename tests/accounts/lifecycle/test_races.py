"""Real processes, real commits: deletion against sign-in, two staff at one request, two clicks (security.md F14)."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from django.db import close_old_connections, connections

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.domain.export_data import request_export
from accounts.domain.reactivate import AlreadyDecided, approve, file_request
from accounts.models import DataExport, Job, KnownDevice, Mall, OutboxMessage, Session, User
from tests.factories import PASSWORD, MallFactory
from tests.live import LiveServer, web_server

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def at_once(*calls):
    """Run calls in threads that start together, each with connections of its own; their results or errors."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - handed to the test
            return error
        finally:
            connections.close_all()
            close_old_connections()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_staff_approve_one_request_once(dormant_mall):
    request = file_request(dormant_mall.pk, message="", actor=Actor.system())
    staff = User.objects.create_user("staff1", "staff@example.com", is_staff=True)
    results = at_once(*[lambda: approve(request.pk, actor=Actor.staff(staff.pk))] * 6)
    assert sum(isinstance(result, AlreadyDecided) for result in results) == 5
    assert OutboxMessage.objects.filter(kind="reactivation_approved").count() == 1
    dormant_mall.refresh_from_db()
    assert dormant_mall.is_open


def test_a_request_filed_six_times_at_once_is_one(dormant_mall):
    results = at_once(*[lambda: file_request(dormant_mall.pk, message="", actor=Actor.system())] * 6)
    assert len({result.pk for result in results}) == 1
    assert OutboxMessage.objects.filter(kind="reactivation_received").count() == 1


def test_two_exports_asked_for_at_once_are_one(mall, owner):
    def ask():
        with tenancy.mall(mall.pk):
            return request_export(mall.pk, user_id=owner.pk)

    results = at_once(*[ask] * 6)
    assert len({result.pk for result in results}) == 1
    assert DataExport.objects.count() == 1
    assert Job.objects.filter(task="accounts.export_data").count() == 1


def test_six_deletions_at_once_are_one(mall, owner):
    results = at_once(*[lambda: delete_account(owner.pk, actor=Actor.operator(owner.pk))] * 6)
    assert {result.deleted_at for result in results} == {results[0].deleted_at}
    assert OutboxMessage.objects.filter(kind="goodbye").count() == 1
    assert Job.objects.filter(task="accounts.erase_mall").count() == 1


def test_a_step_under_way_is_waited_for_and_the_next_does_nothing(mall, owner):
    started, may_end = threading.Event(), threading.Event()

    def work():
        with tenancy.acting_for(mall.pk):
            with tenancy.step():
                started.set()
                assert may_end.wait(20)
                was_open = Mall.objects.get(pk=mall.pk).is_open
            deletion.result(20)
            with pytest.raises(tenancy.MallGone), tenancy.step():
                pass
        connections.close_all()
        return was_open

    def delete():
        delete_account(owner.pk, actor=Actor.operator(owner.pk))
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        worker = pool.submit(work)
        assert started.wait(20)
        deletion = pool.submit(delete)
        assert not threading.Event().wait(0.5)
        assert not deletion.done()
        may_end.set()
        assert worker.result(20)


@pytest.fixture
def site(committed: None, tmp_path: Path):
    with web_server(tmp_path, workers=4, threads=2) as site:
        yield site


def token_of(response: requests.Response) -> str:
    found = TOKEN.search(response.text)
    assert found, response.text[:500]
    return found[1]


def at_password_step(site: LiveServer, login_id: str) -> tuple[requests.Session, str]:
    """A browser that has typed the ID and sees the field for the password."""
    browser = requests.Session()
    token = token_of(site.request("GET", "/login/", session=browser))
    answer = site.request("POST", "/login/", session=browser, data={"csrfmiddlewaretoken": token, "login_id": login_id})
    assert answer.status_code == 302, answer.text[:2000]
    return browser, token_of(site.request("GET", answer.headers["Location"], session=browser))


def test_a_sign_in_that_meets_the_deletion_leaves_no_session(site):
    """After the deletion's commit nobody is signed in; a sign-in under way ends on the login page (R0.74)."""
    for _round in range(5):
        mall = MallFactory()
        owner = mall.operators.get(is_owner=True).user
        browsers = [at_password_step(site, owner.login_id) for _number in range(5)]

        def sign_in(browser, token):
            data = {"csrfmiddlewaretoken": token, "password": PASSWORD}
            return site.request("POST", "/login/password/", session=browser, data=data)

        answers = at_once(
            lambda owner=owner: delete_account(owner.pk, actor=Actor.operator(owner.pk)),
            *[lambda browser=browser, token=token: sign_in(browser, token) for browser, token in browsers],
        )
        assert isinstance(answers[0], Mall), answers[0]
        assert not Session.objects.filter(user=owner).exists()
        for answer in answers[1:]:
            assert answer.status_code in {302, 422, 429}, answer.text[:2000]
        for browser, _token in browsers:
            inside = site.request("GET", "/admin/", session=browser)
            assert inside.status_code == 302
            assert inside.headers["Location"].startswith("/login/")
        KnownDevice.objects.all().delete()
    assert "Traceback" not in site.log()
