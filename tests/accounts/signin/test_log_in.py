"""Sign-in in two steps, its limits, and where it leads (R0.41, R0.42, security.md 0.6, 0.7, A1, A2)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.domain.sign_in import FIRST_STEP, NETWORK
from accounts.models import KnownDevice, Mall, Session, User
from tests.accounts.signin.people import log_in
from tests.conftest import ALIASES
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(databases=ALIASES)
SEED = "JBSWY3DPEHPK3PXP"
LOGIN, SECOND_STEP = "/login/", "/login/password/"


def browser(address: str = "127.0.0.1") -> Client:
    return Client(HTTP_HOST="localhost", REMOTE_ADDR=address)


def totp_code(offset: int = 0) -> str:
    counter = next(iter(yield_hotp_counters_from_time())) + offset
    return format_hotp_value(hotp_value(SEED, counter))


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def without_tokens(body: bytes, login_id: str) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken&quot;: |X-CSRFToken": )"[^"]*"', "", body.decode())
    return text.replace(login_id, "ID")


def test_the_id_comes_first_and_then_the_password(client, mall):
    """R0.41, R0.42, R0.35: each step has its own way out."""
    first = client.get(LOGIN).content.decode()
    assert "Forgot your ID?" in first
    assert 'type="password"' not in first
    answer = client.post(LOGIN, {"login_id": mall.host})
    assert (answer.status_code, answer.headers["Location"]) == (302, SECOND_STEP)
    second = client.get(SECOND_STEP).content.decode()
    assert second.index('type="password"') < second.index("Forgot your password?")
    answer = client.post(SECOND_STEP, {"password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert is_signed_in(client)


def test_letter_case_of_the_id_makes_no_difference(client, mall):
    assert log_in(client, mall.host.upper()).headers["Location"] == "/admin/"


@pytest.mark.parametrize("login_id", ["nobodyhere", "1x", "한글", "with space", "a" * 150])
def test_any_id_goes_on_to_the_second_step(client, login_id):
    answer = client.post(LOGIN, {"login_id": login_id})
    assert (answer.status_code, answer.headers["Location"]) == (302, SECOND_STEP)


def test_an_id_longer_than_any_is_told_and_an_empty_one_too(client):
    assert client.post(LOGIN, {"login_id": "x" * 1_000_000}).status_code == 422
    assert client.post(LOGIN, {"login_id": ""}).status_code == 422
    assert client.get(SECOND_STEP).headers["Location"] == LOGIN


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_ids_answer_with_the_same_bytes(mall, known):
    """A2: status, headers and body of both steps, up to the sixth try."""
    UserFactory(login_id="knownone")
    asked = "knownone" if known else "unknown1"
    reference = browser()
    mine = browser()
    for client, login_id in ((reference, "unknown2"), (mine, asked)):
        client.answers = [client.post(LOGIN, {"login_id": login_id}), client.get(SECOND_STEP)]
        client.answers += [client.post(SECOND_STEP, {"password": "wrong password"}) for _ in range(6)]
    for one, other in zip(reference.answers, mine.answers, strict=True):
        assert one.status_code == other.status_code
        assert one.headers.get("Location") == other.headers.get("Location")
        assert without_tokens(one.content, "unknown2") == without_tokens(other.content, asked)
    assert [answer.status_code for answer in mine.answers[2:]] == [422] * 5 + [429]


def test_a_deleted_or_suspended_user_is_refused_like_a_wrong_password(client):
    user = UserFactory(is_active=False)
    answer = log_in(client, user.login_id)
    assert answer.status_code == 422
    assert "The ID or the password is not right." in answer.content.decode()


def test_the_sixth_wrong_password_of_strangers_is_refused_from_wherever_it_comes(mall):
    """A1: one bucket per ID for all browsers it does not know."""
    for number in range(5):
        assert log_in(browser(f"203.0.113.{number}"), mall.host, "wrong password").status_code == 422
    answer = log_in(browser("203.0.113.9"), mall.host, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 301


def test_nobody_locks_the_owner_out_of_a_browser_that_signed_in_before(mall):
    """A1, ASVS 6.1.1"""
    own = browser("198.51.100.1")
    assert log_in(own, mall.host).status_code == 302
    own.post("/logout/")
    for number in range(7):
        log_in(browser(f"203.0.113.{number}"), mall.host, "wrong password")
    assert log_in(own, mall.host).status_code == 302


def test_a_known_browser_has_five_tries_of_its_own(mall):
    own = browser()
    log_in(own, mall.host)
    own.post("/logout/")
    answers = [log_in(own, mall.host, "wrong password").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_browser_knows_several_ids_and_a_token_of_one_is_nothing_to_another(mall, other_mall):
    """R0.20: people own many accounts; a device cookie opens the bucket of the ID it was given to only."""
    own = browser()
    for each in (mall, other_mall):
        log_in(own, each.host)
        own.post("/logout/")
    assert KnownDevice.objects.count() == 2
    stranger = browser("203.0.113.1")
    log_in(stranger, other_mall.host)
    stranger.post("/logout/")
    for _ in range(5):
        log_in(stranger, mall.host, "wrong password")
    assert log_in(stranger, mall.host).status_code == 429
    assert log_in(own, mall.host).status_code == 302


def test_a_success_clears_the_count(mall):
    for _ in range(4):
        log_in(browser(), mall.host, "wrong password")
    assert log_in(browser(), mall.host).status_code == 302
    for _ in range(4):
        assert log_in(browser(), mall.host, "wrong password").status_code == 422


def test_a_network_has_a_limit_over_all_ids(mall):
    for _ in range(59):
        NETWORK.hit("203.0.113.5")
    answers = [log_in(browser("203.0.113.5"), f"person{number}", "wrong").status_code for number in range(2)]
    assert answers == [422, 429]
    assert log_in(browser("203.0.113.6"), mall.host).status_code == 302


def test_the_device_cookie_is_out_of_reach_of_scripts_and_hashed_in_the_database(client, mall):
    answer = log_in(client, mall.host)
    cookie = answer.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in KnownDevice.objects.get().token_hash


@pytest.mark.parametrize("junk", ["x", "." * 5000, "a" * 4000, "%00"])
def test_a_device_cookie_of_junk_changes_nothing(client, mall, junk):
    client.cookies[settings.DEVICE_COOKIE_NAME] = junk
    assert log_in(client, mall.host).status_code == 302


def test_a_sign_in_gets_a_new_session_id(client, mall):
    """ASVS 7.2.4"""
    client.get(LOGIN)
    client.post(LOGIN, {"login_id": mall.host})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(SECOND_STEP, {"password": PASSWORD})
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert before != after
    assert not Session.objects.filter(session_key=before).exists()


def test_a_sign_in_is_a_sign_of_life_of_the_mall(client, mall):
    """R9.14"""
    Mall.objects.filter(pk=mall.pk).update(
        last_active_at=timezone.now() - dt.timedelta(days=340), dormancy_warnings_sent=1
    )
    log_in(client, mall.host)
    mall.refresh_from_db()
    assert timezone.now() - mall.last_active_at < dt.timedelta(minutes=1)
    assert mall.dormancy_warnings_sent == 0


def test_the_owner_of_a_dormant_mall_signs_in_and_reads_the_notice(client, mall):
    """R0.76"""
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DORMANT)
    assert log_in(client, mall.host, next_url="/admin/products/").headers["Location"] == "/admin/dormant/"


def test_staff_without_a_mall_land_in_support(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    assert log_in(client, user.login_id).headers["Location"] == "/support/"


@pytest.mark.parametrize(
    ("next_url", "target"),
    [
        ("/admin/account/", "/admin/account/"),
        ("/admin/products/?q=a&page=2", "/admin/products/?q=a&page=2"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("http://localhost.evil.example/", "/admin/"),
        ("http://mall1.localhost/", "/admin/"),
    ],
)
def test_next_leads_to_pages_of_this_host_only(client, mall, next_url, target):
    assert log_in(client, mall.host, next_url=next_url).headers["Location"] == target


def test_next_is_kept_from_the_first_step_to_the_last(client, mall):
    assert client.get("/admin/account/").headers["Location"] == "/login/?next=/admin/account/"
    assert 'name="next" value="/admin/account/"' in client.get("/login/?next=/admin/account/").content.decode()
    answer = client.post(LOGIN, {"login_id": mall.host, "next": "/admin/account/"})
    assert answer.headers["Location"] == "/login/password/?next=%2Fadmin%2Faccount%2F"


def test_a_second_factor_is_asked_for_after_the_password(client, mall):
    """A4: a code works once, also for another browser."""
    user = User.objects.get()
    TOTP.activate(user, SEED)
    answer = log_in(client, mall.host, next_url="/admin/account/")
    assert answer.headers["Location"] == "/login/check/"
    assert not is_signed_in(client)
    page = client.get("/login/check/")
    assert "One more step" in page.content.decode()
    assert client.post("/login/check/", {"code": "000000"}).status_code == 200
    code = totp_code()
    answer = client.post("/login/check/", {"code": code})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/account/")
    assert is_signed_in(client)
    second = browser()
    log_in(second, mall.host)
    assert second.post("/login/check/", {"code": code}).status_code == 200
    assert not is_signed_in(second)


def test_a_recovery_code_stands_in_for_the_second_factor_once(client, mall):
    user = User.objects.get()
    TOTP.activate(user, SEED)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    log_in(client, mall.host)
    assert client.post("/login/check/", {"code": code}).status_code == 302
    second = browser()
    log_in(second, mall.host)
    assert second.post("/login/check/", {"code": code}).status_code == 200


def test_second_factors_are_limited_too(client, mall):
    TOTP.activate(User.objects.get(), SEED)
    log_in(client, mall.host)
    pages = [client.post("/login/check/", {"code": "000000"}).content.decode() for _ in range(11)]
    assert "Incorrect code" in pages[0]
    assert "Too many" in pages[10]


def test_the_second_factor_without_a_password_leads_back_to_the_first_step(client):
    assert client.get("/login/check/").headers["Location"] == LOGIN


def test_a_way_back_from_the_second_factor(client, mall):
    TOTP.activate(User.objects.get(), SEED)
    log_in(client, mall.host)
    answer = client.post("/logout/", {"next": LOGIN})
    assert (answer.status_code, answer.headers["Location"]) == (302, LOGIN)
    assert client.get("/login/check/").headers["Location"] == LOGIN


def test_log_out_takes_a_post_and_ends_the_session(client, mall):
    log_in(client, mall.host)
    assert client.get("/logout/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/logout/").headers["Location"] == "/"
    assert not is_signed_in(client)
    assert not Session.objects.filter(user__isnull=False).exists()


def test_a_merchants_session_is_nothing_on_a_malls_host_and_the_other_way_round(client, mall):
    log_in(client, mall.host)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    on_mall = Client(HTTP_HOST=f"{mall.host}.localhost")
    on_mall.cookies[settings.SHOPPER_COOKIE_NAME] = key
    on_mall.cookies[settings.SESSION_COOKIE_NAME] = key
    assert on_mall.get("/admin/").status_code == 404
    assert getattr(on_mall.get("/").wsgi_request, "user", None) is None or not on_mall.get("/").wsgi_request.user.pk
    Session.objects.filter(session_key=key).update(audience=f"shopper:{mall.host}")
    assert not is_signed_in(client)


def test_the_language_of_a_user_is_taken_to_a_new_browser(client):
    user = UserFactory(is_staff=True, language="ko")
    answer = log_in(client, user.login_id)
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ko"


def test_the_first_step_has_a_limit_by_network():
    for _ in range(119):
        FIRST_STEP.hit("203.0.113.7")
    answers = [browser("203.0.113.7").post(LOGIN, {"login_id": "person"}).status_code for _ in range(2)]
    assert answers == [302, 429]
