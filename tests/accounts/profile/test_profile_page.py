"""Edit account information, tab Update profile (R0-C)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry, Mall, OutboxMessage, Session, User
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory

PROFILE = "/admin/account/"
NEW_PASSWORD = "긴 비밀번호 with spaces 2"


@pytest.mark.django_db
def test_update_profile_is_the_first_tab_and_shows_the_account(client, cast, mall):
    """R0.25, R0.29, R0.32, R0.33."""
    user = cast.sign_in(client, "owner")
    page = client.get(PROFILE).content.decode()
    assert 'aria-current="page">Update profile</a>' in page
    assert f'value="{user.login_id}"' in page
    assert "readonly" in page
    assert mall.storefront_url in page
    assert "South Korea" in page
    assert reverse("accounts:change_password") in page
    assert reverse("accounts:email") in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "password/", "email/", "email/code/", "security/", "confirm/"])
def test_nobody_signed_in_is_sent_to_the_login(client, path):
    """R0.1."""
    response = client.get(PROFILE + path)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


@pytest.mark.django_db
def test_a_dormant_mall_and_staff_may_use_the_page_too(client, cast, mall):
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DORMANT)
    cast.sign_in(client, "owner")
    assert client.get(PROFILE).status_code == 200
    cast.sign_in(client, "staff")
    assert client.get(PROFILE).status_code == 200


@pytest.mark.django_db
def test_name_and_newsletter_are_saved_and_logged_as_personal(client, cast, mall):
    """R0.31."""
    user = cast.sign_in(client, "owner")
    response = client.post(PROFILE, {"name": "김 상인", "wants_newsletter": "on"})
    assert response.status_code == 302
    user.refresh_from_db()
    assert (user.name, user.wants_newsletter) == ("김 상인", True)
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="user.profile_changed")
        assert (entry.before, entry.after) == ({}, {})
        assert entry.personal.get().values["after"] == {"name": "김 상인", "wants_newsletter": True}
    client.post(PROFILE, {"name": "김 상인", "wants_newsletter": "on"})
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="user.profile_changed").count() == 1


@pytest.mark.django_db
def test_a_forged_id_email_or_staff_flag_changes_nothing(client, cast):
    """R0.19: the ID can never change."""
    user = cast.sign_in(client, "owner")
    forged = {"login_id": "somebody", "email": "x@example.com", "is_staff": "on", "password": "x", "id": "1"}
    assert client.post(PROFILE, {"name": "New name", **forged}).status_code == 302
    after = User.objects.get(pk=user.pk)
    assert (after.login_id, after.email, after.is_staff) == (user.login_id, user.email, False)
    assert after.check_password(PASSWORD)
    assert after.name == "New name"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "status"), [("a\x00b", 400), ("x" * 1_000_000, 422), ("x" * 61, 422)])
def test_bad_names_are_refused_and_nothing_is_saved(client, cast, name, status):
    user = cast.sign_in(client, "owner")
    response = client.post(PROFILE, {"name": name})
    assert response.status_code == status
    user.refresh_from_db()
    assert user.name == ""
    if status == 422:
        assert b'href="#id_name"' in response.content


def change(client, password=PASSWORD, new_password=NEW_PASSWORD):
    return client.post(PROFILE + "password/", {"password": password, "new_password": new_password})


def test_a_new_password_needs_the_present_one(owner, client):
    """R0.34."""
    response = change(client, password="not it")
    assert response.status_code == 422
    assert "This is not your current password." in response.content.decode()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_a_new_password_ends_all_other_sessions_and_is_told_by_mail(owner, client):
    """R0.29; ASVS 7.4."""
    other = Client(HTTP_HOST="localhost")
    other.force_login(owner)
    assert change(client).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(NEW_PASSWORD)
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302
    assert Session.objects.filter(user=owner).count() == 1
    mail = OutboxMessage.objects.get(kind="security_notice")
    assert mail.recipient == owner.email
    assert "Your password was changed." in mail.text
    assert NEW_PASSWORD not in mail.text


@pytest.mark.parametrize("new_password", ["12345678", "short", "cafe24cafe24", PASSWORD, "x" * 129])
def test_weak_or_repeated_passwords_are_refused_with_a_reason(owner, client, new_password):
    response = change(client, new_password=new_password)
    assert response.status_code == 422
    assert b'href="#id_new_password"' in response.content
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_guessing_the_present_password_is_stopped(owner, client):
    for _try in range(10):
        assert change(client, password="not it").status_code == 422
    assert change(client).status_code == 429
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


@pytest.mark.django_db
def test_an_operator_without_any_right_may_edit_their_own_account(client, mall):
    cast = Cast(mall)
    cast.sign_in(client, "operator_without_orders")
    page = client.get(PROFILE)
    assert page.status_code == 200
    assert b"Store profile" not in page.content


@pytest.mark.django_db
def test_an_account_without_a_mall_sees_no_store(client):
    user = UserFactory()
    client.force_login(user)
    page = client.get(PROFILE).content.decode()
    assert user.login_id in page
    assert "Storefront address" not in page
