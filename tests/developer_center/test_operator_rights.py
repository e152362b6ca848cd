"""Rights of operators in apps: the list is fetched, rights are granted, the app is told (R2.43, R2.44)."""

from __future__ import annotations

import json
import socket
import time

import pytest
from django.urls import reverse

from developer_center.domain import fetch_rights_list as fetching
from developer_center.domain.fetch_rights_list import ListNotRead, fetch_rights_list
from developer_center.models import OperatorRights, RightsList
from developer_center.screens import read_screens
from tests.developer_center.conftest import put
from tests.developer_center.listing import SCREENS, listing_server
from tests.factories import OperatorFactory, UserFactory
from tests.factories_apps import AppFactory, install

COUNTED = pytest.mark.django_db(databases=["default", "counters"])
URL = "https://app.example.com/screens.json"


@pytest.fixture
def published():
    with listing_server() as running:
        running.body = json.dumps(SCREENS).encode()
        yield running


@pytest.fixture
def installation(mall):
    """An app whose list was read."""
    installation = install(mall, app=AppFactory(operator_rights_url=URL))
    RightsList.objects.create(app=installation.app, url=URL, screens=read_screens(json.dumps(SCREENS).encode()))
    return installation


@pytest.fixture
def helper(mall):
    """A sub-operator who may open apps."""
    return OperatorFactory(mall=mall, menus=["apps"], user=UserFactory(login_id="helper1"))


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


def page_of(installation):
    return reverse("app_rights:rights", args=[installation.pk])


def save(browser, installation, **granted):
    """Post the table: operator key -> ticked rights."""
    form = {"operator": list(granted_keys(granted))}
    form |= {f"granted-{key}": rights for key, rights in zip(granted_keys(granted), granted.values(), strict=True)}
    return browser.post(page_of(installation), form)


def granted_keys(granted):
    return [name.removeprefix("op") for name in granted]


def granted_to(installation, operator):
    row = OperatorRights.objects.filter(installation=installation, operator=operator).first()
    return row.granted if row else None


@COUNTED
class TestReading:
    """The list is read from the app's own address, within limits."""

    def test_the_list_is_read_kept_and_read_again(self, published):
        app = AppFactory(operator_rights_url=published.url)
        first = fetch_rights_list(app)
        assert (first.url, [screen["id"] for screen in first.screens]) == (published.url, ["orders", "stats"])
        published.body = json.dumps({"screens": []}).encode()
        fetch_rights_list(app)
        kept = RightsList.objects.get(app=app)
        assert kept.screens == []
        assert kept.fetched_at > first.fetched_at
        assert published.asked == ["/screens.json"] * 2

    @pytest.mark.parametrize(
        ("values", "reason", "detail"),
        [
            ({"status": 302, "headers": {"Location": "http://127.0.0.1/"}}, "moved", ""),
            ({"status": 500}, "status", "500"),
            ({"body": b"<html>"}, "malformed", "is not JSON"),
            ({"body": b'{"screens": 1}'}, "malformed", "screens: is a list of objects"),
            ({"body": b" " * 300_000}, "too_large", ""),
        ],
    )
    def test_what_is_wrong_is_named_and_the_list_before_stays(self, published, values, reason, detail):
        app = AppFactory(operator_rights_url=published.url)
        fetch_rights_list(app)
        for name, value in values.items():
            setattr(published, name, value)
        with pytest.raises(ListNotRead) as refusal:
            fetch_rights_list(app)
        assert (refusal.value.reason, refusal.value.detail) == (reason, detail)
        assert len(RightsList.objects.get(app=app).screens) == 2

    def test_a_server_that_drips_does_not_hold_us(self, published, monkeypatch):
        monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.4)
        published.body, published.pause = b" " * 50_000, 0.1
        began = time.monotonic()
        with pytest.raises(ListNotRead, match="slow"):
            fetch_rights_list(AppFactory(operator_rights_url=published.url))
        assert time.monotonic() - began < 2

    def test_nobody_there_is_said_to_be_away(self, published):
        app = AppFactory(operator_rights_url="http://127.0.0.1:9/screens.json")
        with pytest.raises(ListNotRead, match="away"):
            fetch_rights_list(app)

    def test_a_name_that_leads_inside_is_not_called(self, published, monkeypatch):
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *a, **o: real("127.0.0.1" if "example" in str(host) else host, *a, **o)
        )
        app = AppFactory(operator_rights_url=published.url.replace("127.0.0.1", "inside.example.com"))
        with pytest.raises(ListNotRead, match="not_public"):
            fetch_rights_list(app)
        assert published.asked == []

    def test_in_production_our_own_machine_is_not_called(self, published, settings):
        settings.ALLOWS_LOOPBACK_APPS = False
        with pytest.raises(ListNotRead, match="not_public"):
            fetch_rights_list(AppFactory(operator_rights_url=published.url))
        assert published.asked == []

    def test_a_server_is_not_asked_without_end(self, published):
        app = AppFactory(operator_rights_url=published.url)
        for _ in range(30):
            fetch_rights_list(app)
        with pytest.raises(ListNotRead, match="too_often"):
            fetch_rights_list(app)
        assert len(published.asked) == 30

    def test_the_merchants_button_reads_it(self, owner, mall, published):
        installation = install(mall, app=AppFactory(operator_rights_url=published.url))
        assert "not read yet" in owner.get(page_of(installation)).content.decode()
        answer = owner.post(reverse("app_rights:read_list", args=[installation.pk]), follow=True)
        assert "was read. Screens: 2." in answer.content.decode()
        published.status = 503
        answer = owner.post(reverse("app_rights:read_list", args=[installation.pk]), follow=True)
        assert "answered with the status 503" in answer.content.decode()

    def test_the_developer_sees_whether_stores_can_read_it(self, client, app, developer, published):
        put(app, operator_rights_url=published.url)
        client.force_login(developer)
        button = reverse("developers:rights_list", args=[app.pk])
        assert button in client.get(reverse("developers:permissions", args=[app.pk])).content.decode()
        assert "Screens: 2." in client.post(button, follow=True).content.decode()
        client.force_login(UserFactory())
        assert client.post(button).status_code == 404


def test_the_table_shows_operators_and_what_they_may_do(owner, installation, helper):
    OperatorRights.objects.create(installation=installation, operator=helper, granted=["orders"])
    page = owner.get(page_of(installation)).content.decode()
    for text in ("helper1", "Orders", "Refund", "통계"):
        assert text in page
    assert page.count("checked") == 1
    assert 'aria-label="helper1: Orders"' in page
