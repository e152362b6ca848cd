"""App administration: the list and the pages of one app (R2-A to R2-F)."""

from __future__ import annotations

import io
import threading

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from developer_center.domain.change_app import change_permissions
from developer_center.domain.register_app import MOST_APPS, TooManyApps, register_app
from developer_center.models import App, AppEvent, AppIcon
from developer_center.scopes import CATEGORIES
from tests.developer_center.conftest import PASSWORD, picture, put
from tests.factories import UserFactory

WITH_PASSWORD = pytest.mark.django_db(databases=["default", "counters"])  # wrong ones are counted
NEW = {"name": "Stock app", "app_url": "https://stock.example.com", "kind": "web"}


@pytest.fixture
def browser(client, developer):
    client.force_login(developer)
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_one_screen_lists_the_apps_and_leads_to_a_new_one(browser, app):
    """R2.2 to R2.4, R2.14 to R2.18."""
    page = text_of(browser.get(reverse("developers:apps")))
    assert f"{timezone.localtime(app.created_at):%Y-%m-%d}" in page
    assert "Order helper" in page
    assert "In production" in page
    assert "No icon yet" in page
    assert reverse("developers:new") in page


def test_the_list_costs_the_same_for_one_app_and_for_three(browser, app, developer, django_assert_num_queries):
    browser.get(reverse("developers:apps"))
    with django_assert_num_queries(3):
        browser.get(reverse("developers:apps"))
    register_app(developer, **NEW), register_app(developer, **NEW)
    with django_assert_num_queries(3):
        browser.get(reverse("developers:apps"))


def test_an_empty_list_says_what_to_do(browser):
    assert "You have no app yet" in text_of(browser.get(reverse("developers:apps")))


def test_the_form_asks_for_name_address_and_one_of_two_types(browser, developer):
    """R2.1, R2.6, R2.7, R2.10, R2.12."""
    page = text_of(browser.get(reverse("developers:new")))
    for asked in ('name="name"', 'name="app_url"', 'value="web"', "Web Application", 'value="native"', "Native app"):
        assert asked in page
    assert "For your own management" in page
    browser.post(reverse("developers:new"), NEW | {"kind": "native"})
    app = App.objects.get(user=developer)
    assert (app.name, app.app_url, app.kind) == (NEW["name"], NEW["app_url"], "native")


def test_a_new_app_has_its_keys_and_is_in_production(browser, developer):
    """R2.13."""
    response = browser.post(reverse("developers:new"), NEW)
    app = App.objects.get(user=developer)
    assert response["Location"] == reverse("developers:basics", args=[app.pk])
    assert (app.state, app.kind, app.app_url) == ("in_production", "web", "https://stock.example.com")
    assert len(app.client_id) == 22
    assert len(app.reveal("secret")) == 32
    assert app.reveal("secret") not in app.secret


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"app_url": "http://stock.example.com"}, "must begin with https://"),
        ({"name": ""}, "This field is required."),
        ({"kind": "desktop"}, "Select a valid choice"),
        ({"app_url": "https://stock.example.com:99999"}, "not a whole address"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(browser, values, said):
    response = browser.post(reverse("developers:new"), NEW | values)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not App.objects.exists()


def test_a_developer_has_a_hundred_apps_at_most(developer):
    App.objects.bulk_create(
        [
            App(user=developer, name=f"a{n}", app_url="https://a.example", kind="web", secret="x")
            for n in range(MOST_APPS)
        ]
    )
    with pytest.raises(TooManyApps):
        register_app(developer, **NEW)


def test_two_forms_at_once_do_not_pass_the_limit(committed, developer):
    App.objects.bulk_create(
        [
            App(user=developer, name=f"a{n}", app_url="https://a.example", kind="web", secret="x")
            for n in range(MOST_APPS - 1)
        ]
    )
    barrier, refused = threading.Barrier(4), []

    def work() -> None:
        try:
            barrier.wait(30)
            register_app(developer, **NEW)
        except TooManyApps:
            refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert App.objects.of(developer).count() == MOST_APPS
    assert len(refused) == 3


@WITH_PASSWORD
@pytest.mark.parametrize("page", ["basics", "permissions", "keys", "reissue", "delete"])
def test_a_developer_sees_only_their_own_apps(client, app, page):
    """R2.5."""
    client.force_login(UserFactory())
    assert client.get(reverse(f"developers:{page}", args=[app.pk])).status_code == 404
    assert client.post(reverse(f"developers:{page}", args=[app.pk]), {"password": PASSWORD}).status_code == 404
    assert "Order helper" not in text_of(client.get(reverse("developers:apps")))


def test_basic_information_shows_the_first_values_and_saves_others(browser, app):
    """R2.24 to R2.29; the type that is sent along is not read (R2.11)."""
    address = reverse("developers:basics", args=[app.pk])
    page = text_of(browser.get(address))
    assert "Order helper" in page
    assert "https://app.example.com:8443/start" in page
    values = {
        "name": "Order wizard",
        "app_url": "https://new.example.com",
        "redirect_urls": "https://new.example.com/callback\nhttps://example.org",
        "kind": "native",
        "state": "for_sale",
        "client_id": "mine",
    }
    assert browser.post(address, values)["Location"] == address
    client_id = app.client_id
    app.refresh_from_db()
    assert (app.name, app.kind, app.state, app.client_id) == ("Order wizard", "web", "in_production", client_id)
    assert app.redirect_urls == ["https://new.example.com/callback", "https://example.org"]
    page = text_of(browser.get(address))
    assert "https://example.org: a domain alone also covers its sub-domains" in page
    event = AppEvent.objects.get(app_no=app.pk, action="changed")
    assert event.before["name"] == "Order helper"
    assert "App changed" in page


def test_another_app_url_of_an_app_for_sale_needs_a_tick(browser, app):
    """R2.28."""
    put(app, state="for_sale")
    address = reverse("developers:basics", args=[app.pk])
    assert "the running service may be disturbed" in text_of(browser.get(address))
    values = {"name": app.name, "app_url": "https://other.example.com"}
    refused = browser.post(address, values)
    assert refused.status_code == 422
    assert "Tick the box to go on" in text_of(refused)
    assert put(app).app_url == "https://app.example.com:8443/start"
    browser.post(address, {**values, "knows_danger": "on"})
    assert put(app).app_url == "https://other.example.com"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_icon_is_encoded_anew_and_served(browser, app, kind):
    """R2.34, R2.35."""
    address = reverse("developers:basics", args=[app.pk])
    browser.post(address, {"name": app.name, "app_url": app.app_url, "icon": picture(kind)})
    app.refresh_from_db()
    answer = browser.get(app.icon_url)
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size) == ("PNG", (120, 120))
    assert app.icon_url in text_of(browser.get(reverse("developers:apps")))
    browser.post(address, {"name": app.name, "app_url": app.app_url, "removes_icon": "on"})
    assert put(app).icon_url == ""


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (picture(size=(121, 120)), "exactly 120 x 120"),
        (picture("GIF", name="icon.gif"), "no png and no jpg"),
        (picture(name="heavy.png"), "more than 50 KB"),
    ],
)
def test_another_icon_is_refused_with_the_rule_and_the_old_one_stays(browser, app, upload, said):
    """R2.35."""
    if upload.name == "heavy.png":
        upload.file.write(b"\0" * 60_000)
        upload.size = 60_000
    address = reverse("developers:basics", args=[app.pk])
    upload.seek(0)
    response = browser.post(address, {"name": app.name, "app_url": app.app_url, "icon": upload})
    assert response.status_code == 422
    assert said in text_of(response)
    assert put(app).icon == ""
    assert not AppIcon.objects.exists()


def test_permissions_are_the_14_categories_and_are_added_and_removed(browser, app):
    """R2.36, R2.41, R2.43."""
    assert len(CATEGORIES) == 14
    assert sum(1 if one.is_read_only else 2 for one in CATEGORIES) == 27
    address = reverse("developers:permissions", args=[app.pk])
    page = text_of(browser.get(address))
    for category in CATEGORIES:
        assert str(category.covers) in page
    values = {
        "scopes": ["mall.write_order", "mall.read_product", "mall.read_order"],
        "operator_rights_url": "https://app.example.com/rights.json",
    }
    browser.post(address, values)
    app.refresh_from_db()
    assert app.scopes == ["mall.read_product", "mall.read_order", "mall.write_order"]
    assert app.operator_rights_url == "https://app.example.com/rights.json"
    browser.post(address, {"scopes": ["mall.read_product"], "operator_rights_url": ""})
    assert put(app).scopes == ["mall.read_product"]


@pytest.mark.parametrize("name", ["mall.write_salesreport", "mall.read_everything", "product"])
def test_a_permission_that_is_not_offered_is_refused(browser, app, name):
    response = browser.post(reverse("developers:permissions", args=[app.pk]), {"scopes": [name]})
    assert response.status_code == 422
    assert put(app).scopes == []


@WITH_PASSWORD
def test_the_secret_is_behind_the_password(browser, app):
    """R2.45 to R2.49."""
    address = reverse("developers:keys", args=[app.pk])
    secret = app.reveal("secret")
    page = text_of(browser.get(address))
    assert "Web Application" in page
    assert app.client_id in page
    assert "can act as your app" in page
    assert secret not in page
    wrong = browser.post(address, {"password": "something else"})
    assert wrong.status_code == 422
    assert secret not in text_of(wrong)
    right = browser.post(address, {"password": PASSWORD})
    assert secret in text_of(right)
    assert "no-store" in right["Cache-Control"]


@WITH_PASSWORD
def test_a_reissue_replaces_the_secret_at_once_and_says_what_it_does(browser, app):
    """R2.50 to R2.53."""
    address = reverse("developers:reissue", args=[app.pk])
    page = text_of(browser.get(address))
    assert "only when it is truly necessary" in page
    assert "may stop or misbehave" in page
    assert "approve it again" in page
    old = app.reveal("secret")
    assert browser.post(address, {"password": "wrong"}).status_code == 422
    assert put(app).reveal("secret") == old
    browser.post(address, {"password": PASSWORD})
    assert put(app).reveal("secret") != old
    event = AppEvent.objects.get(action="secret_reissued")
    assert old not in str(event.before) + str(event.after)


@WITH_PASSWORD
def test_under_review_nothing_changes_but_the_secret(browser, app):
    put(app, state="under_review")
    browser.post(reverse("developers:basics", args=[app.pk]), {"name": "Other", "app_url": "https://o.example"})
    browser.post(reverse("developers:permissions", args=[app.pk]), {"scopes": ["mall.read_order"]})
    old = app.reveal("secret")
    assert (put(app).name, app.scopes) == ("Order helper", [])
    browser.post(reverse("developers:reissue", args=[app.pk]), {"password": PASSWORD})
    assert put(app).reveal("secret") != old
    assert "save-bar" not in text_of(browser.get(reverse("developers:basics", args=[app.pk])))


def test_saving_the_same_leaves_no_event(app, developer):
    change_permissions(developer, app.pk, scopes=[], operator_rights_url="")
    assert not AppEvent.objects.filter(action="changed").exists()


def test_events_cannot_be_rewritten(app):
    with pytest.raises(Exception, match="append-only"):
        AppEvent.objects.filter(app_no=app.pk).update(action="other")
