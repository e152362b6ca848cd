"""Security: sessions and second factors (security.md A4; ASVS 7.5.1, 7.5.2)."""

from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage, Session, User
from tests.accounts.profile.conftest import confirm_password, forget_confirmation
from tests.factories import PASSWORD, UserFactory

SECURITY = "/admin/account/security/"
TOTP = SECURITY + "app/"
CODES = SECURITY + "recovery-codes/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def code_for(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client) -> str:
    """Activate an authenticator app as a person does; returns its secret."""
    client.get(TOTP)
    secret = client.session["mfa.totp.secret"]
    assert client.post(TOTP, {"code": code_for(secret)}).headers["Location"] == CODES
    return secret


def totp_row(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)


def notices() -> list[str]:
    return list(OutboxMessage.objects.filter(kind="security_notice").order_by("pk").values_list("text", flat=True))


PAGES = ["", "app/", "recovery-codes/", "keys/new/", "keys/1/"]
ACTIONS = ["sessions/end/", "sessions/x/end/", "app/remove/", "recovery-codes/new/", "keys/1/remove/"]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_asks_for_the_password_first_and_comes_back(owner, client, path):
    response = client.get(SECURITY + path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("accounts:confirm"))
    response = client.post(response.headers["Location"], {"password": PASSWORD, "next": SECURITY + path})
    assert response.headers["Location"] == SECURITY + path


@pytest.mark.parametrize("path", ACTIONS)
def test_no_action_runs_without_the_password_or_by_get(owner, client, path):
    assert client.post(SECURITY + path).headers["Location"].startswith(reverse("accounts:confirm"))
    assert client.get(SECURITY + path).status_code == 405


def test_the_confirmation_is_over_after_ten_minutes(owner, client):
    confirm_password(client)
    assert client.get(SECURITY).status_code == 200
    forget_confirmation(client)
    assert client.get(SECURITY).status_code == 302


def test_a_wrong_password_confirms_nothing(owner, client):
    response = client.post(reverse("accounts:confirm"), {"password": "wrong", "next": SECURITY})
    assert response.status_code == 422
    assert client.get(SECURITY).status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "x" * 100_000])
def test_the_way_back_never_leaves_this_host(owner, client, target):
    response = client.post(reverse("accounts:confirm"), {"password": PASSWORD, "next": target})
    assert response.headers["Location"] == SECURITY


def test_sessions_are_listed_without_their_keys_and_one_can_be_ended(owner, client):
    phone = Client(HTTP_HOST="localhost", headers={"user-agent": FIREFOX})
    phone.force_login(owner)
    phone.post(reverse("accounts:confirm"), {"password": PASSWORD})
    confirm_password(client)
    page = client.get(SECURITY).content.decode()
    assert "Firefox · Windows" in page
    assert "127.0.0.1" in page
    assert "This device" in page
    assert not any(session.session_key in page for session in Session.objects.all())
    session = Session.objects.get(session_key=phone.session.session_key)
    assert client.post(f"{SECURITY}sessions/{session.public_id}/end/").status_code == 302
    assert phone.get("/admin/account/").status_code == 302
    assert client.get(SECURITY).status_code == 200


def test_a_session_of_somebody_else_is_not_found_and_lives_on(owner, client):
    stranger = Client(HTTP_HOST="localhost")
    stranger.force_login(UserFactory())
    confirm_password(client)
    session = Session.objects.get(session_key=stranger.session.session_key)
    assert client.post(f"{SECURITY}sessions/{session.public_id}/end/").status_code == 404
    assert client.post(f"{SECURITY}sessions/{session.session_key}/end/").status_code == 404
    assert stranger.get("/admin/account/").status_code == 200


def test_all_other_sessions_end_and_this_one_stays(owner, client):
    others = [Client(HTTP_HOST="localhost") for _number in range(3)]
    for other in others:
        other.force_login(owner)
    confirm_password(client)
    assert client.post(SECURITY + "sessions/end/").status_code == 302
    assert [other.get("/admin/account/").status_code for other in others] == [302, 302, 302]
    assert client.get(SECURITY).status_code == 200


def test_an_app_is_set_up_with_a_code_and_told_by_mail(owner, client):
    confirm_password(client)
    page = client.get(TOTP).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert 'src="data:image/svg+xml;base64,' in page
    assert " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) in page
    assert client.post(TOTP, {"code": "000000" if code_for(secret) != "000000" else "1"}).status_code == 422
    assert not Authenticator.objects.exists()
    assert client.post(TOTP, {"code": code_for(secret)}).headers["Location"] == CODES
    assert "mfa.totp.secret" not in client.session
    assert len(notices()) == 1
    assert "authenticator app was added" in notices()[0]


def test_no_seed_is_readable_in_the_table(owner, client):
    """Encryption at rest; security.md 2.1."""
    confirm_password(client)
    secret = set_up_app(client)
    seed = Authenticator.objects.get(user=owner, type="recovery_codes").wrap()
    codes = seed.generate_codes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        raw = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT session_data FROM accounts_session")
        raw += " ".join(row[0] for row in cursor.fetchall())
    assert secret not in raw
    assert base64.b32decode(secret).hex() not in raw
    assert not any(code in raw for code in codes)
    assert totp_row(owner).wrap().validate_code(code_for(secret, 0)) is False  # used when it was set up


def test_a_code_works_once_also_in_parallel(owner, client):
    """security.md A4: the guard is one statement in PostgreSQL."""
    confirm_password(client)
    secret = set_up_app(client)
    cache.clear()
    code = code_for(secret)

    def try_it(_number: int) -> bool:
        try:
            return totp_row(owner).wrap().validate_code(code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(try_it, range(6))) == [False] * 5 + [True]


def test_a_guard_that_is_over_is_renewed_by_one_caller_only(committed):
    """Django's own database cache lets several callers renew it."""
    assert cache.add("guard", "y", timeout=-1)

    def add(_number: int) -> bool:
        try:
            return cache.add("guard", "y", timeout=30)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(add, range(6))) == [False] * 5 + [True]


def test_live_guards_are_never_culled(committed):
    assert cache.add("guard", "y", timeout=60)
    for number in range(320):
        cache.set(f"filler-{number}", "x", timeout=60)
    assert not cache.add("guard", "y", timeout=60)


def test_recovery_codes_are_shown_once_and_work_once(owner, client):
    confirm_password(client)
    set_up_app(client)
    page = client.get(CODES).content.decode()
    codes = Authenticator.objects.get(user=owner, type="recovery_codes").wrap().generate_codes()
    assert len(codes) == 10
    assert all(code in page for code in codes)
    assert 'download="recovery-codes.txt"' in page
    assert client.get(CODES).headers["Location"] == SECURITY
    assert codes[0] not in client.get(SECURITY).content.decode()
    row = Authenticator.objects.get(user=owner, type="recovery_codes").wrap()
    assert row.validate_code(codes[0])
    assert not row.validate_code(codes[0])


def test_new_recovery_codes_void_the_old_ones(owner, client):
    confirm_password(client)
    set_up_app(client)
    old = Authenticator.objects.get(user=owner, type="recovery_codes").wrap().generate_codes()
    assert client.post(CODES + "new/").headers["Location"] == CODES
    assert client.get(CODES).status_code == 200
    row = Authenticator.objects.get(user=owner, type="recovery_codes").wrap()
    assert not row.validate_code(old[0])
    assert "New recovery codes" in notices()[-1]


def test_recovery_codes_stand_in_for_something(owner, client):
    confirm_password(client)
    assert client.post(CODES + "new/").headers["Location"] == SECURITY
    assert not Authenticator.objects.exists()


def test_removing_the_app_removes_its_recovery_codes_and_tells(owner, client):
    confirm_password(client)
    set_up_app(client)
    assert client.post(TOTP + "remove/").status_code == 302
    assert not Authenticator.objects.filter(user=owner).exists()
    assert "app was removed" in notices()[-1]
    assert client.post(TOTP + "remove/").status_code == 302
    assert len(notices()) == 2


def test_a_second_app_does_not_replace_the_first(owner, client):
    confirm_password(client)
    set_up_app(client)
    before = totp_row(owner).data
    client.get(TOTP)
    secret = client.session["mfa.totp.secret"]
    assert client.post(TOTP, {"code": code_for(secret)}).headers["Location"] == SECURITY
    assert totp_row(owner).data == before


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '"x"', "{", '{"id": 1}', '{"response": {}}'])
def test_a_forged_passkey_is_refused(owner, client, credential):
    confirm_password(client)
    assert client.get(SECURITY + "keys/new/").status_code == 200
    response = client.post(SECURITY + "keys/new/", {"name": "k", "credential": credential})
    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_passkey_of_somebody_else_is_not_found(owner, client):
    stranger = UserFactory()
    row = Authenticator.objects.create(
        user=stranger, type="webauthn", data={"name": "theirs", "credential": {"id": "x"}}
    )
    confirm_password(client)
    assert client.get(f"{SECURITY}keys/{row.pk}/").status_code == 404
    assert client.post(f"{SECURITY}keys/{row.pk}/", {"name": "mine"}).status_code == 404
    assert client.post(f"{SECURITY}keys/{row.pk}/remove/").status_code == 404
    assert client.post(f"{SECURITY}keys/{10**30}/remove/").status_code == 404
    row.refresh_from_db()
    assert row.data["name"] == "theirs"


def test_a_passkey_is_renamed_and_removed_with_a_notice(owner, client):
    row = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "old", "credential": {"id": "x"}})
    confirm_password(client)
    assert "old" in client.get(SECURITY).content.decode()
    assert client.post(f"{SECURITY}keys/{row.pk}/", {"name": "Office"}).status_code == 302
    assert "Office" in client.get(SECURITY).content.decode()
    assert client.post(f"{SECURITY}keys/{row.pk}/", {"name": ""}).status_code == 422
    assert client.post(f"{SECURITY}keys/{row.pk}/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert "security key was removed" in notices()[-1]


def test_allauth_posts_into_the_outbox_and_never_to_a_mail_server(owner, client, rf, settings):
    settings.EMAIL_BACKEND = "tests.accounts.profile.no_such_backend"
    request = rf.get("/")
    with context.request_context(request):
        get_adapter(request).send_notification_mail("mfa/email/totp_activated", owner)
        get_adapter(request).send_notification_mail("account/email/password_reset", owner)
    kinds = list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["security_notice", "account/email/password_reset"]
