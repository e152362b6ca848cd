"""Test malls: one click makes a mall with data for the developer (design 10)."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.domain.sign_up import EmailNotProved, NewAccount, open_further_account
from accounts.models import AuditEntry, Job, LoginIdRegistry, Mall, OutboxMessage, User
from cafe24clone.celery import app as celery_app
from catalog.models import Category, MainCategoryProduct, Product
from developer_center.domain.make_test_mall import (
    FILL_TASK,
    MOST_TEST_MALLS,
    MadeAlready,
    TooManyTestMalls,
    make_test_mall,
)
from developer_center.models import TestMall, new_click
from developer_center.queries.installed import apps_to_install
from developer_center.queries.standing import may_be_installed
from developer_center.queries.test_malls import is_test_mall_of, own_test_malls
from orders.models import Claim, Customer, CustomerMemo, Order, OrderItem, WishlistItem
from tests.factories import UserFactory
from tests.ledger import run_due_jobs

COUNTED = pytest.mark.django_db(databases=["default", "counters"])


@pytest.fixture
def browser(client, developer):
    client.force_login(developer)
    return client


def make(developer):
    return make_test_mall(developer, click=new_click())


@COUNTED
def test_one_click_makes_a_mall_and_shows_how_to_sign_in(browser, developer):
    page = browser.get(reverse("developers:apps")).content.decode()
    assert "Make a test mall" in page
    response = browser.post(reverse("developers:test_malls"), {"click": new_click()})
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    (test_mall,) = own_test_malls(developer)
    made = response.context["made"]
    shown = response.content.decode()
    assert test_mall.mall.host == made.login_id == "devmintest1"
    assert made.password in shown
    assert f"{test_mall.mall.storefront_url}/" in shown
    assert authenticate(None, username="devmintest1", password=made.password) == test_mall.mall.operators.get().user
    later = browser.get(reverse("developers:test_malls")).content.decode()
    assert "devmintest1" in later
    assert made.password not in later


@COUNTED
def test_the_test_mall_is_an_account_of_its_own_with_the_developers_address(developer):
    made = make(developer)
    owner = User.objects.get(login_id=made.login_id)
    assert (owner.email, owner.operator.is_owner) == (developer.email, True)
    assert owner.operator.mall == made.test_mall.mall
    assert LoginIdRegistry.objects.filter(login_id=made.login_id).exists()
    with tenancy.mall(owner.operator.mall_id):
        assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
            "mall.opened",
            "mall.made_for_test",
        ]


@COUNTED
def test_an_id_that_is_taken_is_passed_over_and_long_ones_are_cut(developer):
    LoginIdRegistry.objects.create(login_id="devmintest1")
    assert make(developer).login_id == "devmintest2"
    other = UserFactory(login_id="averylongIDof16c", email="long@example.com")
    assert make(other).login_id == "averylongidtest1"


@COUNTED
def test_no_account_is_opened_for_an_address_that_is_not_the_owners(developer):
    account = NewAccount("devmintest9", "a long password 1", "victim@example.com", "KR", False, "")
    with pytest.raises(EmailNotProved):
        open_further_account(account, owner=developer)


@COUNTED
def test_a_double_click_makes_one(browser, developer):
    click = new_click()
    for status in (201, 302):
        assert browser.post(reverse("developers:test_malls"), {"click": click}).status_code == status
    assert len(own_test_malls(developer)) == 1


@COUNTED
@pytest.mark.parametrize("click", ["", "0", "g" * 32, "a" * 33])
def test_what_no_button_sends_makes_nothing(browser, developer, click):
    assert browser.post(reverse("developers:test_malls"), {"click": click}).status_code == 302
    assert own_test_malls(developer) == []


@COUNTED
def test_five_at_most_and_a_deleted_one_makes_room(browser, developer):
    for _ in range(MOST_TEST_MALLS):
        made = make(developer)
    with pytest.raises(TooManyTestMalls):
        make(developer)
    assert "Make a test mall" not in browser.get(reverse("developers:test_malls")).content.decode()
    owner = User.objects.get(login_id=made.login_id)
    delete_account(owner.pk, actor=Actor.operator(owner.pk))
    assert make(developer).login_id == "devmintest6"


@COUNTED
def test_twenty_a_day_at_most_for_each_takes_an_id_for_ever(developer):
    for _ in range(20):
        owner = User.objects.get(login_id=make(developer).login_id)
        delete_account(owner.pk, actor=Actor.operator(owner.pk))
    with pytest.raises(TooManyTestMalls):
        make(developer)


def test_eight_clicks_at_once_make_one(committed, developer):
    ended, once = [], new_click()

    def click():
        try:
            make_test_mall(developer, click=once)
            ended.append("made")
        except MadeAlready:
            ended.append("already")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["already"] * 7 + ["made"]
    assert TestMall.objects.count() == Mall.objects.count() == 1


@COUNTED
def test_whose_test_mall_it_is(developer, mall):
    made = make(developer)
    stranger = UserFactory()
    assert is_test_mall_of(developer.pk, made.test_mall.mall_id)
    assert not is_test_mall_of(stranger.pk, made.test_mall.mall_id)
    assert not is_test_mall_of(developer.pk, mall.pk)


@COUNTED
def test_an_app_that_is_not_for_sale_can_be_installed_in_its_developers_test_malls_only(developer, app, mall):
    made = make(developer).test_mall.mall_id
    others = make(UserFactory(login_id="otherdev", email="other@example.com")).test_mall.mall_id
    assert [may_be_installed(app, mall_id) for mall_id in (made, others, mall.pk)] == [True, False, False]
    assert [apps_to_install(mall_id) for mall_id in (made, others, mall.pk)] == [[app], [], []]


@COUNTED
def test_nobody_sees_another_developers_test_malls(browser, developer):
    other = make(UserFactory(login_id="otherdev", email="other@example.com"))
    assert "otherdevtest1" not in browser.get(reverse("developers:test_malls")).content.decode()
    progress = reverse("developers:test_mall_progress", args=[other.test_mall.pk])
    assert browser.get(progress).status_code == 404


@COUNTED
def test_progress_is_shown_until_it_is_over(browser, developer):
    made = make(developer)
    progress = reverse("developers:test_mall_progress", args=[made.test_mall.pk])
    Job.objects.filter(pk=made.test_mall.job_id).update(state="running", done_items=3, total_items=12)
    moving = browser.get(progress).content.decode()
    assert 'value="25"' in moving
    assert f'hx-get="{progress}"' in moving
    for state, said in (("done", "Ready"), ("failed", "Not filled")):
        Job.objects.filter(pk=made.test_mall.job_id).update(state=state)
        standing = browser.get(progress).content.decode()
        assert said in standing
        assert "hx-get" not in standing


@COUNTED
def test_the_list_costs_the_same_for_one_and_for_three(browser, developer, django_assert_num_queries):
    make(developer)
    browser.get(reverse("developers:test_malls"))
    with django_assert_num_queries(3):
        browser.get(reverse("developers:test_malls"))
    make(developer), make(developer)
    with django_assert_num_queries(3):
        browser.get(reverse("developers:test_malls"))


def test_the_job_that_fills_it_is_known_to_the_workers():
    celery_app.loader.import_default_modules()
    assert FILL_TASK in celery_app.tasks


def test_a_test_mall_is_filled_with_all_that_an_app_reads_and_once_only(committed, developer):
    made = make(developer)
    mall = made.test_mall.mall
    run_due_jobs(FILL_TASK)
    run_due_jobs()  # what listens to orders, mails among them
    job = Job.objects.get(pk=made.test_mall.job_id)
    assert (job.state, job.done_items) == ("done", job.total_items)
    first = contents(mall)
    assert first["products"] == 25
    assert first["customers"] == 5
    assert first["orders"] == 12
    assert first["categories"] == 3
    assert first["wishes"] == {"minji": 3, "seojun": 1, "haeun": 1}
    assert first["memos"] == ["minji", "seojun"]
    assert first["claims"] == ["cancel", "return"]
    assert first["statuses"] == {"N00", "N10", "N21", "N30", "N40", "N50", "C00", "C49", "R00"}
    Job.objects.filter(pk=job.pk).update(state="waiting", lease_until=None)
    run_due_jobs(FILL_TASK)
    assert contents(mall) == first
    assert "아침 머그" in Client(HTTP_HOST=f"{mall.host}.localhost").get("/").content.decode()
    assert list(OutboxMessage.objects.values_list("kind", "recipient")) == [("welcome", developer.email)]


def contents(mall):
    with tenancy.mall(mall.pk):
        assert MainCategoryProduct.objects.count() >= 10
        return {
            "products": Product.objects.count(),
            "customers": Customer.objects.count(),
            "orders": Order.objects.count(),
            "categories": Category.objects.count(),
            "wishes": Counter(WishlistItem.objects.values_list("customer__member_id", flat=True)),
            "memos": sorted(CustomerMemo.objects.values_list("customer__member_id", flat=True)),
            "claims": sorted(Claim.objects.values_list("kind", flat=True)),
            "statuses": set(OrderItem.objects.values_list("status", flat=True)),
        }
