"""Test malls say what they are, and end by their developer's hand or with the developer's account (ADR 0047, R0-G)."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.domain.operators import remove_operator
from accounts.models import AuditEntry, Job, LoginIdRegistry, Mall, Operator, OutboxMessage, Shop, User
from developer_center.domain.end_test_mall import delete_test_mall, end_orphaned_test_malls, end_test_malls_of
from developer_center.domain.make_test_mall import make_test_mall
from developer_center.models import Installation, TestMall, new_click
from developer_center.queries.test_malls import own_test_malls
from tests.developer_center.conftest import PASSWORD
from tests.factories import MallFactory, UserFactory
from tests.ledger import run_due_jobs

COUNTED = pytest.mark.django_db(databases=["default", "counters"])


@pytest.fixture
def test_mall(developer):
    return make(developer)


@pytest.fixture
def browser(client, developer):
    client.force_login(developer)
    return client


def make(developer):
    return make_test_mall(developer, click=new_click()).test_mall


def status_of(test_mall):
    return Mall.objects.get(pk=test_mall.mall_id).status


def address(test_mall):
    return reverse("developers:test_mall_delete", args=[test_mall.pk])


@COUNTED
def test_its_admin_says_that_it_is_a_test_mall_and_others_do_not(test_mall, mall, client):
    for shown, expected in ((test_mall.mall, True), (mall, False)):
        client.force_login(shown.operators.get(is_owner=True).user)
        page = client.get(reverse("accounts:home")).content.decode()
        assert ('class="test-badge"' in page) is expected


@COUNTED
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "앱을 시험하기 위한 쇼핑몰입니다."),
        ("ja", "アプリの動作確認用のショップです。"),
        ("en", "This store is for trying apps."),
    ],
)
def test_its_shop_says_so_in_the_shops_language(test_mall, mall, language, text):
    Shop.objects.filter(mall__in=[test_mall.mall, mall]).update(language=language)
    for host, expected in ((test_mall.mall.host, True), (mall.host, False)):
        shopper = Client(HTTP_HOST=f"{host}.localhost")
        for path in ("/", "/board/", "/cart/", "/login/"):
            assert (text in shopper.get(path).content.decode()) is expected, path


@COUNTED
def test_crawlers_are_kept_out_of_a_test_mall_alone(test_mall, mall):
    ours, other = (Client(HTTP_HOST=f"{one.host}.localhost").get("/robots.txt") for one in (test_mall.mall, mall))
    assert ours.content.decode().splitlines() == ["User-agent: *", "Disallow: /"]
    assert "Disallow: /\n" not in other.content.decode()


@COUNTED
def test_malls_made_before_are_marked_by_the_migration(test_mall, mall):
    Mall.objects.update(is_test=False)
    migration = importlib.import_module("developer_center.migrations.0501_mark_test_malls")
    with connection.schema_editor() as editor:
        migration.mark(apps, editor)
    assert list(Mall.objects.filter(is_test=True)) == [test_mall.mall]


@COUNTED
def test_the_developer_deletes_it_with_their_own_password(browser, developer, test_mall):
    assert address(test_mall) in browser.get(reverse("developers:test_malls")).content.decode()
    assert "It cannot be restored" in browser.get(address(test_mall)).content.decode()
    response = browser.post(address(test_mall), {"password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, reverse("developers:test_malls"))
    assert status_of(test_mall) == Mall.Status.DELETED
    assert own_test_malls(developer) == []
    assert not User.objects.get(login_id=test_mall.mall.host).is_active
    assert User.objects.get(pk=developer.pk).is_active
    assert LoginIdRegistry.objects.filter(login_id=test_mall.mall.host).exists()  # R0.22
    assert Client(HTTP_HOST=f"{test_mall.mall.host}.localhost").get("/").status_code == 404  # R0.74
    with tenancy.mall(test_mall.mall_id):
        entry = AuditEntry.objects.get(action="account.deleted")
    assert (entry.actor_kind, entry.actor_id) == ("operator", developer.pk)
    assert browser.get(address(test_mall)).status_code == 404


@COUNTED
@pytest.mark.parametrize("password", ["", "a wrong password"])
def test_without_the_password_it_stays(browser, test_mall, password):
    assert browser.post(address(test_mall), {"password": password}).status_code == 422
    assert status_of(test_mall) == Mall.Status.OPEN


@COUNTED
def test_somebody_elses_test_mall_is_not_found(client, test_mall):
    stranger = UserFactory()
    client.force_login(stranger)
    for method in (client.get, client.post):
        assert method(address(test_mall), {"password": PASSWORD}).status_code == 404
    with pytest.raises(TestMall.DoesNotExist):
        delete_test_mall(stranger, test_mall.pk)
    assert status_of(test_mall) == Mall.Status.OPEN


@COUNTED
def test_deleted_twice_is_deleted_once(developer, test_mall):
    first, second = (delete_test_mall(developer, test_mall.pk) for _ in range(2))
    assert first.deleted_at == second.deleted_at
    assert OutboxMessage.objects.filter(kind="goodbye").count() == 1


@COUNTED
def test_what_still_filled_it_stops(developer, test_mall):
    delete_test_mall(developer, test_mall.pk)
    assert Job.objects.get(pk=test_mall.job_id).state == Job.State.CANCELLED


@COUNTED
def test_it_ends_with_its_developers_account(rows):
    mall, other = MallFactory(), MallFactory()
    owner, stranger = (one.operators.get(is_owner=True).user for one in (mall, other))
    theirs, not_theirs = [make(owner), make(owner)], make(stranger)
    delete_account(owner.pk, actor=Actor.operator(owner.pk))
    assert [status_of(one) for one in theirs] == [Mall.Status.DELETED] * 2
    assert status_of(not_theirs) == Mall.Status.OPEN
    assert status_of_mall(mall) == Mall.Status.DELETED
    assert status_of_mall(other) == Mall.Status.OPEN


@COUNTED
def test_test_malls_end_before_the_apps_that_are_installed_in_them(rows, app):
    """People and malls are locked before installations (domain/locks.py): else a token waits in a ring."""
    owner = MallFactory().operators.get(is_owner=True).user
    app.user = owner
    app.save()
    made = make(owner)
    Installation.objects.create(app=app, mall=made.mall, scopes=["mall.read_product"])
    with CaptureQueriesContext(connection) as said:
        delete_account(owner.pk, actor=Actor.operator(owner.pk))
    statements = [one["sql"] for one in said.captured_queries]
    ended = next(at for at, sql in enumerate(statements) if sql.startswith('UPDATE "developer_center_app"'))
    locked = [at for at, sql in enumerate(statements) if 'FROM "accounts_mall"' in sql and "FOR UPDATE" in sql]
    assert len(locked) == 2, "the developer's mall and the test mall"
    assert max(locked) < ended


def status_of_mall(mall):
    return Mall.objects.get(pk=mall.pk).status


@COUNTED
def test_a_test_mall_of_a_test_mall_ends_with_the_first(developer, test_mall):
    nested = make(test_mall.mall.operators.get(is_owner=True).user)
    delete_test_mall(developer, test_mall.pk)
    assert status_of(nested) == Mall.Status.DELETED


@COUNTED
def test_of_an_account_that_has_ended_no_test_mall_is_made(rows):
    mall = MallFactory()
    owner = mall.operators.get(is_owner=True).user
    delete_account(owner.pk, actor=Actor.operator(owner.pk))
    with pytest.raises(User.DoesNotExist):
        make(owner)
    assert TestMall.objects.count() == 0


def test_it_ends_with_the_place_of_a_sub_operator(committed):
    mall = MallFactory()
    owner = mall.operators.get(is_owner=True)
    helper = Operator.objects.create(mall=mall, user=UserFactory(), is_owner=False, menus=[])
    test_mall, kept = make(helper.user), make(owner.user)
    with tenancy.mall(mall.pk):
        remove_operator(owner, helper.pk)
    run_due_jobs("developer_center.end_test_malls_of_operator")
    assert status_of(test_mall) == Mall.Status.DELETED
    assert status_of(kept) == Mall.Status.OPEN


def test_it_ends_by_the_clock_where_the_job_of_a_removal_was_lost(committed):
    """The account of the mall ended before the job ran, and took it along."""
    mall = MallFactory()
    owner = mall.operators.get(is_owner=True)
    helper = Operator.objects.create(mall=mall, user=UserFactory(), is_owner=False, menus=[])
    test_mall, kept = make(helper.user), make(UserFactory())
    with tenancy.mall(mall.pk):
        remove_operator(owner, helper.pk)
    delete_account(owner.user_id, actor=Actor.operator(owner.user_id))
    run_due_jobs("developer_center.end_test_malls_of_operator")
    assert status_of(test_mall) == Mall.Status.OPEN
    end_orphaned_test_malls()
    assert (status_of(test_mall), status_of(kept)) == (Mall.Status.DELETED, Mall.Status.OPEN)


@COUNTED
def test_ending_those_of_somebody_without_any_changes_nothing(developer, mall):
    end_test_malls_of(developer.pk)
    assert status_of_mall(mall) == Mall.Status.OPEN
