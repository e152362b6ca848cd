"""The merchant's pages of apps: installed ones, the store, removing (R2.38, design 10)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.history import history_rows
from accounts.models import Mall
from developer_center.models import AccessToken, App
from tests.cast import Cast
from tests.factories import OperatorFactory
from tests.factories_apps import AppFactory, InstallationFactory, make_token

pytestmark = pytest.mark.django_db
INSTALLED, STORE = "/admin/apps/", "/admin/apps/store/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_what_each_app_may_do_and_whether_it_works(owner: Client, mall: Mall, other_mall: Mall):
    working = InstallationFactory(mall=mall, app__name="Ledger", scopes=["mall.read_product", "mall.write_product"])
    waiting = InstallationFactory(mall=mall, app__name="Postman", state="needs_approval")
    InstallationFactory(mall=mall, app__name="Gone by now", state="removed")
    InstallationFactory(mall=other_mall, app__name="Of another mall")
    page = text_of(owner, INSTALLED)
    for words in ("Ledger", "Postman", "Product: Read, Write", "In use", "Needs your consent again", "Consent again"):
        assert words in page
    assert "Gone by now" not in page
    assert "Of another mall" not in page
    for installation in (working, waiting):
        assert reverse("apps:open", args=[installation.pk]) in page


def test_without_apps_the_list_leads_to_the_store(owner: Client):
    page = text_of(owner, INSTALLED)
    assert "No app is installed yet" in page
    assert STORE in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_database_as_often_for_three_apps_as_for_one(
    owner: Client, mall: Mall, count: int, django_assert_num_queries
):
    for _number in range(count):
        InstallationFactory(mall=mall)
        AppFactory()
    owner.get(INSTALLED)
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        owner.get(INSTALLED)
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        owner.get(STORE)


QUERIES_OF_A_LIST = 8  # session, user, operator with mall; the rows; four of the door around them


def test_the_store_has_apps_for_sale_and_the_malls_own_developers(owner: Client, mall: Mall, other_mall: Mall):
    colleague = OperatorFactory(mall=mall).user
    AppFactory(name="For everybody")
    AppFactory(name="Tried here", user=colleague, state=App.State.IN_PRODUCTION)
    AppFactory(name="Tried elsewhere", user=other_mall.operators.get().user, state=App.State.IN_PRODUCTION)
    AppFactory(name="Off sale", state=App.State.SALE_ENDED)
    InstallationFactory(mall=mall, app__name="Had already")
    page = text_of(owner, STORE)
    assert "For everybody" in page
    assert "Tried here" in page
    for name in ("Tried elsewhere", "Off sale", "Had already"):
        assert name not in page


def test_an_empty_store_leads_to_the_developer_center(owner: Client):
    page = text_of(owner, STORE)
    assert "There is no app to install" in page
    assert reverse("developers:apps") in page


def test_installing_opens_the_app_which_asks_itself(owner: Client, mall: Mall):
    app = AppFactory(app_url="https://app.example.com/start")
    response = owner.get(reverse("apps:install", args=[app.pk]))
    assert response["Location"].startswith(
        f"https://app.example.com/start?is_multi_shop=F&lang=ko_KR&mall_id={mall.host}"
    )
    assert not mall.installations.exists()


def test_an_app_that_is_not_for_this_mall_is_not_opened(owner: Client, mall: Mall, other_mall: Mall):
    hidden = AppFactory(state=App.State.IN_PRODUCTION)
    foreign = InstallationFactory(mall=other_mall)
    assert owner.get(reverse("apps:install", args=[hidden.pk])).status_code == 404
    assert owner.get(reverse("apps:open", args=[foreign.pk])).status_code == 404


def test_removing_asks_first_and_then_ends_the_tokens(owner: Client, mall: Mall):
    installation = InstallationFactory(mall=mall, app__name="Ledger")
    make_token(installation)
    address = reverse("apps:remove", args=[installation.pk])
    assert "Remove Ledger?" in text_of(owner, address)
    assert AccessToken.objects.count() == 1
    response = owner.post(address, follow=True)
    assert "Ledger was removed" in response.content.decode()
    assert AccessToken.objects.count() == 0
    assert owner.post(address).status_code == 404


def test_the_history_of_an_app_says_who_did_what(owner: Client, mall: Mall):
    installation = InstallationFactory(mall=mall)
    with tenancy.mall(mall.pk):
        user = mall.operators.get(is_owner=True).user
        after = {"app": "Ledger", "client_id": "its-client-id", "scopes": ["mall.read_product"]}
        record("app.installed", installation, actor=Actor.operator(user.pk), after=after)
    page = text_of(owner, reverse("apps:detail", args=[installation.pk]))
    assert "App installed" in page
    assert "Product: Read" in page
    assert user.login_id in page
    assert "its-client-id" not in page


def test_what_an_app_changes_stands_under_its_name(mall: Mall):
    app, gone = AppFactory(name="Ledger"), 987
    with tenancy.mall(mall.pk):
        record("mall.changed", mall, actor=Actor.app(app.pk))
        record("mall.changed", mall, actor=Actor.app(gone))
        assert [row.who for row in history_rows(mall)] == ["App", "Ledger"]


@pytest.mark.parametrize(("who", "status"), [("operator_with_apps", 200), ("operator_without_apps", 403)])
def test_the_pages_need_the_right_to_apps(client: Client, cast: Cast, mall: Mall, who: str, status: int):
    cast.sign_in(client, who)
    installation = InstallationFactory(mall=mall)
    for address in (INSTALLED, STORE, reverse("apps:remove", args=[installation.pk])):
        assert client.get(address).status_code == status


def test_the_menu_has_them_in_both_modes(owner: Client, mall: Mall):
    user = mall.operators.get(is_owner=True).user
    for mode in ("advanced", "basic"):
        user.mode = mode
        user.save(update_fields=["mode"])
        page = text_of(owner, INSTALLED)
        assert f'href="{STORE}"' in page, mode
