"""My Store > Operators (screens.md 2, 3; design 5)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.domain.operators import NotOwnRow, remove_operator
from accounts.menu import menu_for
from accounts.models import AuditEntry, LoginIdRegistry, Operator, OutboxMessage, User
from tests.factories import PASSWORD, MallFactory, OperatorFactory, UserFactory

LIST = "/admin/store/operators/"
NEW = LIST + "new/"
GOOD = {"login_id": "helper1", "name": "Kim", "email": "kim@example.com", "rights": ["store"]}


def sub_operator(mall, login_id="helper9", menus=("store",)) -> Operator:
    return OperatorFactory(mall=mall, user=UserFactory(login_id=login_id), menus=list(menus))


def link() -> str:
    text = OutboxMessage.objects.filter(kind="operator_invitation").latest("pk").reveal("sealed_text")
    return (
        next(line for line in text.splitlines() if line.startswith("http")).partition("localhost")[2].partition("/")[2]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("operator_with_operators", 200), ("operator_without_operators", 403), (None, 302)],
)
@pytest.mark.parametrize("path", ["", "new/"])
def test_pages_need_the_right_operators(client, cast, who, status, path):
    cast.sign_in(client, who)
    assert client.get(LIST + path).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 302),
        ("operator_with_operators", 302),
        ("operator_without_operators", 403),
        ("other_mall", 404),
        (None, 302),
    ],
)
@pytest.mark.parametrize("action", ["invite/", "suspend/", "readmit/", "remove/"])
def test_actions_are_for_those_with_the_right_in_this_mall(client, cast, mall, who, status, action):
    target = sub_operator(mall)
    cast.sign_in(client, who)
    response = client.post(f"{LIST}{target.pk}/{action}")
    assert response.status_code == status
    if who not in {"owner", "operator_with_operators"}:
        target.refresh_from_db()
        assert target.is_active
        assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["", "suspend/", "readmit/", "remove/", "invite/"])
def test_the_owner_is_never_a_target_and_nobody_is_their_own(client, cast, mall, action):
    me = cast.sign_in(client, "operator_with_operators")
    owner = mall.operators.get(is_owner=True)
    values = {"name": "x"}
    assert client.post(f"{LIST}{owner.pk}/{action}", values).status_code == 404
    assert client.post(f"{LIST}{me.operator.pk}/{action}", values).status_code == 403
    assert client.post(f"{LIST}{10**30}/{action}", values).status_code == 404
    assert Operator.objects.filter(mall=mall, is_active=True).count() == 2
    with pytest.raises(NotOwnRow), tenancy.mall(mall.pk):
        remove_operator(me.operator, me.operator.pk)


@pytest.mark.django_db
def test_the_list_shows_this_mall_only_in_one_query_for_any_number(client, cast, mall, django_assert_num_queries):
    sub_operator(mall, "ours1")
    sub_operator(MallFactory(), "theirs1")
    cast.sign_in(client, "owner")
    page = client.get(LIST).content.decode()
    assert "ours1" in page
    assert "theirs1" not in page
    for count in (1, 3):
        for number in range(count):
            sub_operator(mall, f"more{count}{number}")
        with django_assert_num_queries(8):
            client.get(LIST)


@pytest.mark.django_db
def test_an_operator_is_added_with_rights_and_invited(client, cast, mall):
    user = cast.sign_in(client, "owner")
    assert client.post(NEW, GOOD).headers["Location"] == LIST
    operator = Operator.objects.get(user__login_id="helper1")
    assert (operator.mall_id, operator.menus, operator.is_owner) == (mall.pk, ["store"], False)
    assert not operator.user.has_usable_password()
    mail = OutboxMessage.objects.get(kind="operator_invitation")
    assert (mail.recipient, mail.text, mail.html) == ("kim@example.com", "", "")
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="operator.added")
        assert entry.actor_id == user.pk
        assert entry.after == {"login_id": "helper1", "menus": ["store"]}
    assert "Invited" in client.get(LIST).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("login_id", "1abc", 422),
        ("login_id", "Abcd", 422),
        ("login_id", "abc", 422),
        ("login_id", "한글아이디", 422),
        ("login_id", "abc_d", 422),
        ("login_id", "x" * 1_000_000, 422),
        ("login_id", "abcd\x00", 400),
        ("name", "", 422),
        ("email", "nonsense", 422),
        ("rights", ["no-such-right"], 422),
    ],
)
def test_bad_input_names_the_field_and_keeps_the_rest(client, cast, field, value, status):
    """R0.15 to R0.18 hold for operators too."""
    cast.sign_in(client, "owner")
    response = client.post(NEW, GOOD | {field: value})
    assert response.status_code == status
    assert not User.objects.filter(email="kim@example.com").exists()
    if status == 422:
        page = response.content.decode()
        assert f'href="#id_{field}' in page
        if field != "email":
            assert "kim@example.com" in page


@pytest.mark.django_db
@pytest.mark.parametrize("login_id", ["taken1", "tAken1", "admin"])
def test_an_id_once_taken_is_taken_whatever_its_case(client, cast, login_id):
    """R0.22, R0.23."""
    LoginIdRegistry.objects.create(login_id="taken1")
    cast.sign_in(client, "owner")
    response = client.post(NEW, GOOD | {"login_id": login_id})
    assert response.status_code == 422
    assert "already in use" in response.content.decode()


@pytest.mark.django_db
def test_a_removed_operator_leaves_at_once_and_the_id_stays_taken(client, cast, mall):
    operator = sub_operator(mall, "leaver")
    theirs = Client(HTTP_HOST="localhost")
    theirs.force_login(operator.user)
    assert theirs.get("/admin/account/").status_code == 200
    cast.sign_in(client, "owner")
    assert client.post(f"{LIST}{operator.pk}/remove/").status_code == 302
    assert theirs.get("/admin/account/").status_code == 302
    user = User.objects.get(login_id="leaver")
    assert (user.is_active, user.name, user.email) == (False, "", "")
    assert not user.check_password(PASSWORD)
    assert client.post(NEW, GOOD | {"login_id": "lEaver"}).status_code == 422
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.get(action="operator.removed").before["login_id"] == "leaver"
    assert client.post(f"{LIST}{operator.pk}/remove/").status_code == 404


@pytest.mark.django_db
def test_a_suspended_operator_is_out_until_let_back_in(client, cast, mall):
    operator = sub_operator(mall)
    theirs = Client(HTTP_HOST="localhost")
    theirs.force_login(operator.user)
    cast.sign_in(client, "owner")
    client.post(f"{LIST}{operator.pk}/suspend/")
    assert theirs.get("/admin/store/profile/").status_code == 302
    operator.user.refresh_from_db()
    assert not operator.user.is_active
    client.post(f"{LIST}{operator.pk}/readmit/")
    theirs.force_login(User.objects.get(pk=operator.user_id))
    assert theirs.get("/admin/store/profile/").status_code == 200


@pytest.mark.django_db
def test_without_a_right_the_menu_hides_the_page_and_the_page_is_closed(client, mall):
    operator = sub_operator(mall, menus=["store"])
    labels = [str(child.label) for item in menu_for(operator, "advanced", "/") for child in (item.children or [item])]
    assert "Store profile" in labels
    assert "Operators" not in labels
    client.force_login(operator.user)
    response = client.get(LIST)
    assert response.status_code == 403
    assert b"<title>" in response.content


@pytest.mark.django_db
def test_nobody_gives_or_takes_rights_that_they_do_not_hold(client, mall):
    manager = sub_operator(mall, "manager1", ["operators", "store"])
    helper = sub_operator(mall, "helper2", ["products"])
    client.force_login(manager.user)
    page = client.get(f"{LIST}{helper.pk}/").content.decode()
    assert 'value="store"' in page
    assert 'value="products"' not in page
    forged = {"name": "H", "rights": ["store", "products"]}
    assert client.post(f"{LIST}{helper.pk}/", forged).status_code == 422
    assert client.post(f"{LIST}{helper.pk}/", {"name": "H", "rights": ["store"]}).status_code == 302
    helper.refresh_from_db()
    assert helper.menus == ["products", "store"]
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="operator.changed")
        assert (entry.before, entry.after) == ({"menus": ["products"]}, {"menus": ["products", "store"]})


@pytest.mark.django_db
def test_the_link_sets_a_password_once(client, cast):
    cast.sign_in(client, "owner")
    client.post(NEW, GOOD)
    path, guest = "/" + link(), Client(HTTP_HOST="localhost")
    assert "helper1" in guest.get(path).content.decode()
    assert guest.post(path, {"new_password": "12345678"}).status_code == 422
    assert guest.post(path, {"new_password": "a fine password 1"}).headers["Location"] == "/login/"
    assert User.objects.get(login_id="helper1").check_password("a fine password 1")
    assert guest.post(path, {"new_password": "another password 2"}).status_code == 410
    assert guest.get(path).status_code == 410
    assert User.objects.get(login_id="helper1").check_password("a fine password 1")


@pytest.mark.django_db
def test_the_link_is_over_after_a_day_and_after_a_newer_one(client, cast):
    cast.sign_in(client, "owner")
    client.post(NEW, GOOD)
    first, guest = "/" + link(), Client(HTTP_HOST="localhost")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=24, minutes=1)):
        assert guest.get(first).status_code == 410
    operator = Operator.objects.get(user__login_id="helper1")
    client.post(f"{LIST}{operator.pk}/invite/")
    assert guest.get(first).status_code == 410
    assert guest.get("/" + link()).status_code == 200
    client.post(f"{LIST}{operator.pk}/suspend/")
    assert guest.get("/" + link()).status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "a:b:c", "é" * 50, "x" * 5000, "WzEsMl0:1t:abc"])
def test_a_link_that_was_never_ours_says_so(client, token):
    assert client.get(f"/invitation/{token}/").status_code == 410


def test_parallel_additions_of_one_id_make_one_operator(committed, mall):
    """R0.22: the insert into the registry is the check."""
    user = mall.operators.get(is_owner=True).user

    def add(number: int) -> int:
        browser = Client(HTTP_HOST="localhost")
        browser.force_login(user)
        login_id = "racer1" if number % 2 else "rAcer1"
        try:
            return browser.post(NEW, GOOD | {"login_id": login_id}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(add, range(6))) == [302, 422, 422, 422, 422, 422]
    assert User.objects.filter(login_id__iexact="racer1").count() == 1
    assert OutboxMessage.objects.filter(kind="operator_invitation").count() == 1


@pytest.mark.django_db
def test_a_mall_keeps_its_one_owner(mall):
    with pytest.raises(IntegrityError), transaction.atomic():
        OperatorFactory(mall=mall, is_owner=True)


@pytest.mark.django_db
def test_the_edit_page_shows_what_happened(client, cast, mall):
    operator = sub_operator(mall)
    cast.sign_in(client, "owner")
    client.post(reverse("accounts:operator_edit", args=[operator.pk]), {"name": "Lee", "rights": ["operators"]})
    page = client.get(reverse("accounts:operator_edit", args=[operator.pk])).content.decode()
    assert "Operator changed" in page
    assert "<del>Store profile</del>" in page
