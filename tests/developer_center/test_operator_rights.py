"""Rights of operators in apps: the list is fetched, rights are granted, the app is told (R2.43, R2.44)."""

from __future__ import annotations

import json
import socket
import time

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry
from developer_center.domain import fetch_rights_list as fetching
from developer_center.domain.fetch_rights_list import ListNotRead, fetch_rights_list
from developer_center.models import App, Installation, OperatorRights, RightsList
from developer_center.screens import read_screens
from tests.developer_center.api.conftest import Api
from tests.developer_center.conftest import put
from tests.developer_center.listing import SCREENS, listing_server
from tests.factories import OperatorFactory, UserFactory
from tests.factories_apps import AppFactory, install, make_token

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


def test_rights_are_saved_per_operator_and_logged(owner, installation, helper, mall):
    other = OperatorFactory(mall=mall)
    OperatorRights.objects.create(installation=installation, operator=other, granted=["stats"])
    save(owner, installation, **{f"op{helper.pk}": ["orders:refund", "stats", "invented", "orders:invented"]})
    assert granted_to(installation, helper) == ["orders", "orders:refund", "stats"]  # an action brings its screen
    assert granted_to(installation, other) == ["stats"]
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="app.rights_granted")
        assert entry.before == {"operator_id": helper.pk, "granted": []}
        assert entry.after == {"granted": ["orders", "orders:refund", "stats"]}
    save(owner, installation, **{f"op{helper.pk}": []})
    assert granted_to(installation, helper) == []


def test_saving_the_same_again_writes_nothing(owner, installation, helper, mall):
    for _ in range(2):
        save(owner, installation, **{f"op{helper.pk}": ["stats"]})
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="app.rights_granted").count() == 1


def test_the_owner_finds_the_table_at_the_installed_app_and_what_was_changed_there(owner, installation, helper, cast):
    detail = reverse("apps:detail", args=[installation.pk])
    save(owner, installation, **{f"op{helper.pk}": ["stats"]})
    page = owner.get(detail).content.decode()
    assert page_of(installation) in page
    assert "Rights of an operator changed" in page
    cast.sign_in(owner, "operator_with_apps")
    assert page_of(installation) not in owner.get(detail).content.decode()


def test_operators_of_another_mall_and_the_owner_get_no_row(owner, installation, mall, other_mall):
    stranger = OperatorFactory(mall=other_mall)
    mine = mall.operators.get(is_owner=True)
    save(owner, installation, **{f"op{stranger.pk}": ["stats"], f"op{mine.pk}": ["stats"]})
    assert not OperatorRights.objects.exists()


def test_another_malls_app_is_not_there(owner, other_mall):
    theirs = install(other_mall, app=AppFactory(operator_rights_url=URL))
    assert owner.get(page_of(theirs)).status_code == 404
    assert save(owner, theirs, op1=["stats"]).status_code == 404
    assert owner.post(reverse("app_rights:read_list", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("operator_with_apps", 403), ("operator_with_operators", 403), (None, 302)]
)
def test_only_the_owner_rules_who_may_do_what(client, cast, installation, who, status):
    cast.sign_in(client, who)
    assert client.get(page_of(installation)).status_code == status
    assert save(client, installation, op1=["stats"]).status_code == status


def test_a_list_of_another_address_counts_no_more(owner, installation, helper):
    """The app moved its list: what was read before is not what it asks for now."""
    App.objects.filter(pk=installation.app_id).update(operator_rights_url="https://app.example.com/other.json")
    assert "not read yet" in owner.get(page_of(installation)).content.decode()
    answer = save(owner, installation, **{f"op{helper.pk}": ["stats"]})
    assert answer.status_code == 302
    assert granted_to(installation, helper) is None


def test_an_app_without_an_address_makes_no_difference(owner, mall):
    page = owner.get(page_of(install(mall))).content.decode()
    assert "makes no difference between operators" in page


def test_many_operators_stand_on_pages_that_a_form_can_hold(owner, installation, mall):
    for number in range(9):
        OperatorFactory(mall=mall, user=UserFactory(login_id=f"helper{number}"))
    first = owner.get(page_of(installation)).content.decode()
    second = owner.get(page_of(installation) + "?page=2").content.decode()
    assert "helper7" in first
    assert "helper8" not in first
    assert "helper8" in second


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_one_operator_and_for_three(
    owner, installation, mall, count, django_assert_num_queries
):
    for _ in range(count):
        operator = OperatorFactory(mall=mall)
        OperatorRights.objects.create(installation=installation, operator=operator, granted=["stats"])
    owner.get(page_of(installation))
    with django_assert_num_queries(10):
        owner.get(page_of(installation))


class TestTheAppIsTold:
    """GET apps/operatorrights."""

    @pytest.fixture
    def api(self, mall, installation):
        return Api(mall, make_token(installation))

    @staticmethod
    def screens(orders, refund, memo, stats):
        actions = [{"action_id": "refund", "allowed": refund}, {"action_id": "memo", "allowed": memo}]
        return [
            {"screen_id": "orders", "allowed": orders, "actions": actions},
            {"screen_id": "stats", "allowed": stats, "actions": []},
        ]

    def test_the_owner_may_do_everything(self, api, mall):
        owner = mall.operators.get(is_owner=True).user
        assert api.get("apps/operatorrights").json() == {
            "operatorrights": {
                "user_id": owner.login_id,
                "user_type": "P",
                "screens": self.screens("T", "T", "T", "T"),
            }
        }

    def test_an_operator_may_do_what_was_granted(self, api, installation, helper):
        OperatorRights.objects.create(installation=installation, operator=helper, granted=["orders", "orders:memo"])
        answer = api.get("apps/operatorrights", {"user_id": "HELPER1"}).json()["operatorrights"]
        assert (answer["user_id"], answer["user_type"]) == ("helper1", "A")
        assert answer["screens"] == self.screens("T", "F", "T", "F")

    def test_without_a_word_an_operator_may_do_nothing(self, api, helper):
        answer = api.get("apps/operatorrights", {"user_id": "helper1"}).json()["operatorrights"]
        assert answer["screens"] == self.screens("F", "F", "F", "F")

    def test_what_the_app_no_longer_lists_is_not_told(self, api, installation, helper):
        OperatorRights.objects.create(installation=installation, operator=helper, granted=["gone", "stats"])
        answer = api.get("apps/operatorrights", {"user_id": "helper1"}).json()["operatorrights"]
        assert answer["screens"] == self.screens("F", "F", "F", "T")

    def test_rights_in_another_app_are_another_matter(self, api, mall, helper):
        other = install(mall, app=AppFactory(operator_rights_url=URL))
        OperatorRights.objects.create(installation=other, operator=helper, granted=["stats"])
        answer = api.get("apps/operatorrights", {"user_id": "helper1"}).json()["operatorrights"]
        assert answer["screens"] == self.screens("F", "F", "F", "F")

    def test_who_does_not_work_here_is_not_found(self, api, other_mall, helper):
        stranger = other_mall.operators.get(is_owner=True).user.login_id
        assert api.get("apps/operatorrights", {"user_id": stranger}).status_code == 404
        helper.is_active = False
        helper.save()
        assert api.get("apps/operatorrights", {"user_id": "helper1"}).status_code == 404

    def test_it_needs_the_permission_of_applications(self, mall, installation):
        poor = Api(mall, make_token(installation, scopes=["mall.read_order"]))
        assert poor.get("apps/operatorrights").status_code == 404
        assert Installation.objects.filter(pk=installation.pk).exists()
