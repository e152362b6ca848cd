"""Changing the email address: a code to the new one, the password, a notice to the old one (R0.30, R0.34, R9.11)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, EmailVerification, OutboxMessage, User
from tests.accounts.profile.conftest import forget_confirmation
from tests.factories import PASSWORD, UserFactory

EMAIL = "/admin/account/email/"
CODE = EMAIL + "code/"
NEW = "new@example.com"


def ask(client, email=NEW, password=PASSWORD):
    return client.post(EMAIL, {"email": email, "password": password})


def newest_code() -> str:
    text = OutboxMessage.objects.filter(kind="code_change_email").latest("pk").reveal("sealed_text")
    return next(line.strip() for line in text.splitlines() if len(line.strip()) == 6 and line.strip().isalnum())


def address_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_the_address_changes_with_password_and_code_and_the_old_one_is_told(owner, mall, client):
    old = owner.email
    assert ask(client).headers["Location"] == CODE
    assert address_of(owner) == old
    assert client.post(CODE, {"code": newest_code()}).headers["Location"] == "/admin/account/"
    assert address_of(owner) == NEW
    notice = OutboxMessage.objects.get(kind="security_notice")
    assert notice.recipient == old
    assert NEW not in notice.text
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="user.email_changed")
        assert entry.personal.get().values == {"before": {"email": old}, "after": {"email": NEW}}


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        (NEW, "wrong", "password"),
        (NEW, "", "password"),
        ("no address", PASSWORD, "email"),
        ("x" * 1_000_000 + "@example.com", PASSWORD, "email"),
    ],
)
def test_no_code_goes_out_on_bad_input_and_what_was_typed_stays(owner, client, email, password, field):
    response = ask(client, email, password)
    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    assert email[:50] in response.content.decode()
    assert not OutboxMessage.objects.exists()


def test_the_present_address_is_no_new_one(owner, client):
    assert ask(client, owner.email.upper()).status_code == 422
    assert not OutboxMessage.objects.exists()


def test_an_address_of_another_account_is_welcome(owner, client):
    """R0.20."""
    UserFactory(email=NEW)
    ask(client)
    client.post(CODE, {"code": newest_code()})
    assert User.objects.filter(email=NEW).count() == 2


def test_three_wrong_codes_end_the_code(owner, client):
    ask(client)
    right = newest_code()
    for _try in range(3):
        assert client.post(CODE, {"code": "ZZZZZZ"}).status_code == 422
    assert client.post(CODE, {"code": right}).status_code == 422
    assert address_of(owner) != NEW


def test_a_code_is_used_once(owner, client):
    ask(client)
    code = newest_code()
    client.post(CODE, {"code": code})
    User.objects.filter(pk=owner.pk).update(email="back@example.com")
    assert client.post(CODE, {"code": code}).status_code == 302
    assert address_of(owner) == "back@example.com"


def test_a_code_is_over_after_ten_minutes(owner, client):
    ask(client)
    EmailVerification.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.post(CODE, {"code": newest_code()}).status_code == 422
    assert address_of(owner) != NEW


def test_a_password_given_too_long_ago_is_asked_again(owner, client):
    ask(client)
    forget_confirmation(client)
    assert client.post(CODE, {"code": newest_code()}).headers["Location"] == EMAIL
    assert address_of(owner) != NEW


def test_a_new_code_voids_the_one_before(owner, client):
    ask(client)
    first = newest_code()
    assert client.post(CODE + "resend/").status_code == 302
    assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": newest_code()}).status_code == 302
    assert address_of(owner) == NEW


def test_a_code_of_one_browser_is_worth_nothing_in_another(owner, client):
    ask(client)
    code = newest_code()
    other = Client(HTTP_HOST="localhost")
    other.force_login(owner)
    ask(other, "other@example.com")
    assert other.post(CODE, {"code": code}).status_code == 422
    assert address_of(owner) not in {NEW, "other@example.com"}


def test_an_eleventh_code_to_one_address_within_an_hour_is_refused(owner, client):
    for _time in range(10):
        assert ask(client).status_code == 302
    response = ask(client)
    assert response.status_code == 429
    assert OutboxMessage.objects.filter(kind="code_change_email").count() == 10


def test_two_parallel_calls_with_one_code_change_and_tell_once(owner, client):
    ask(client)
    code, cookies = newest_code(), client.cookies.output(header="", sep=";")

    def enter(_number: int) -> int:
        browser = Client(HTTP_HOST="localhost", headers={"cookie": cookies})
        browser.cookies = client.cookies
        try:
            return browser.post(CODE, {"code": code}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(enter, range(2)))
    assert set(statuses) <= {302, 422}
    assert address_of(owner) == NEW
    assert OutboxMessage.objects.filter(kind="security_notice").count() == 1
