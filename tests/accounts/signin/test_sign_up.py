"""Sign-up page and what it makes (R0-A, R0-B)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.domain import sign_up as domain
from accounts.domain.verify_email import LIFETIME
from accounts.models import AuditEntry, EmailVerification, LoginIdRegistry, Mall, Operator, RefusedAddress, Shop, User
from tests.accounts.signin.people import EMAIL, newest_code, prove_email, sign_up, sign_up_values
from tests.factories import PASSWORD, MallFactory, UserFactory
from tests.ledger import run_due_jobs
from tests.mailbox import mails

pytestmark = pytest.mark.usefixtures("committed")
SIGNUP = "/signup/"


def rows() -> tuple[int, ...]:
    """How many rows sign-up may leave behind."""
    return tuple(model.objects.count() for model in (User, LoginIdRegistry, Mall, Shop, Operator))


def test_the_start_page_leads_to_sign_up_by_get_started_for_free(client):
    """R0.5"""
    page = client.get("/").content.decode()
    assert "Get started for free" in page
    assert f'href="{SIGNUP}"' in page
    assert client.get(SIGNUP).status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/anything-else-that-exists/"])
def test_without_an_account_no_admin_page_is_reached(client, path):
    """R0.1"""
    assert client.get(path).status_code in {302, 404}
    assert client.get("/admin/").headers["Location"] == "/login/?next=/admin/"


def test_sign_up_makes_one_store_and_opens_its_admin(client):
    """R0.2, R0.12, R0.13, R0.14"""
    answer = sign_up(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    user = User.objects.get()
    mall = Mall.objects.get()
    assert (user.login_id, user.email, user.wants_newsletter) == ("annaShop1", EMAIL, False)
    assert (mall.host, mall.country, mall.status) == ("annashop1", "KR", "open")
    assert list(mall.shops.values_list("shop_no", "language", "currency")) == [(1, "ko", "KRW")]
    assert Operator.objects.get().is_owner
    assert LoginIdRegistry.objects.get().login_id == "annashop1"
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "http://annashop1.localhost" in page.content.decode()
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.get().action == "mall.opened"
    run_due_jobs("accounts.send_message")
    assert mails(to=EMAIL)[-1].subject == "Welcome to Cafe24 Clone: your store is open"


@pytest.mark.parametrize(
    ("country", "language", "currency"), [("JP", "ja", "JPY"), ("US", "en", "USD"), ("DE", "en", "USD")]
)
def test_the_first_shop_speaks_and_counts_as_its_country_does(client, country, language, currency):
    sign_up(client, country=country)
    shop = Shop.objects.get()
    assert (shop.language, shop.currency) == (language, currency)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login_id": None}, "login_id"),
        ({"password": None}, "password"),
        ({"email": None}, "email"),
        ({"email": "not an address"}, "email"),
        ({"accepts_terms": None}, "accepts_terms"),
        ({"country": None}, "country"),
        ({"country": "XX"}, "country"),
        ({"country": "ZZ"}, "country"),
        ({"email": "somebody.else@example.com"}, "email"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "annaShop1"}, "password"),
        ({"password": "cafe24!!"}, "password"),
        ({"password": "x" * 1_000_000}, "password"),
        ({"login_id": "x" * 1_000_000}, "login_id"),
        ({"country": "K" * 1_000_000}, "country"),
    ],
)
def test_nothing_is_left_behind_while_anything_is_missing_or_wrong(client, changes, field):
    """R0.6-R0.11: the field is named, what was typed is still there, and no row exists."""
    prove_email(client)
    answer = client.post(SIGNUP, sign_up_values(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert rows() == (0, 0, 0, 0, 0)
    kept = sign_up_values(**changes).get("login_id", "")
    assert kept[:150] in answer.content.decode()


def test_an_address_that_was_not_proved_makes_no_account(client):
    """R0.8"""
    answer = client.post(SIGNUP, sign_up_values())
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert rows() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("login_id", "words"),
    [
        ("Annashop", "lower-case"),  # R0.16
        ("_annashop", "lower-case"),  # R0.17
        ("-annashop", "lower-case"),
        ("1annashop", "lower-case"),  # R0.18
        ("anna-shop", "letters"),  # R0.15
        ("anna shop", "letters"),
        ("anna.shop", "letters"),
        ("anna_shop", "letters"),
        ("안나샵가게", "letters"),  # R0.24
        ("annå1", "letters"),
        ("anna\N{FULLWIDTH DIGIT ONE}", "letters"),
        ("\N{FULLWIDTH LATIN SMALL LETTER A}nna1", "letters"),
        ("ann", "4 to 16"),
        ("a" * 17, "4 to 16"),
    ],
)
def test_an_id_that_breaks_a_rule_is_refused_and_the_rule_is_named(client, login_id, words):
    """R0.15-R0.18, R0.24, R9.8: at once while typing, and again by the server."""
    prove_email(client)
    answer = client.post(SIGNUP, sign_up_values(login_id=login_id))
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors["login_id"])
    assert rows() == (0, 0, 0, 0, 0)
    live = client.get("/signup/id/", {"login_id": login_id}).content.decode()
    assert "is-wrong" in live
    assert "is free" not in live


@pytest.mark.parametrize("login_id", ["abcd", "a" * 16, "aBCD", "a123", "zZ9zZ9zZ9"])
def test_an_id_within_the_rules_is_shown_as_free(client, login_id):
    live = client.get("/signup/id/", {"login_id": login_id}).content.decode()
    assert "is-wrong" not in live
    assert "This ID is free" in live


@pytest.mark.parametrize(
    "login_id", ["takenOne", "takenone", "tAKENONE", "deletedOne", "support", "aDMIN", "cafe24api"]
)
def test_an_id_once_taken_or_kept_by_the_platform_is_in_use(client, login_id):
    """R0.22, R0.23"""
    UserFactory(login_id="takenOne")
    LoginIdRegistry.objects.create(login_id="deletedone")
    before = rows()
    assert "already in use" in client.get("/signup/id/", {"login_id": login_id}).content.decode()
    prove_email(client)
    answer = client.post(SIGNUP, sign_up_values(login_id=login_id))
    assert answer.status_code == 422
    assert "already in use" in " ".join(answer.context["form"].errors["login_id"])
    assert rows() == before


def test_one_address_may_own_several_accounts_and_stores(client):
    """R0.20, R0.21"""
    for number in range(3):
        client.logout()
        assert sign_up(client, login_id=f"annashop{number}").status_code == 302
        EmailVerification.objects.all().delete()
    assert Mall.objects.count() == User.objects.filter(email=EMAIL).count() == 3


def test_a_code_that_was_typed_but_not_confirmed_counts_at_the_end(client):
    client.post(SIGNUP, sign_up_values(action="send_code"))
    answer = client.post(SIGNUP, sign_up_values(code=newest_code(EMAIL)))
    assert answer.status_code == 302
    assert Mall.objects.count() == 1


def test_a_proof_is_spent_by_one_sign_up(client):
    prove_email(client)
    binding = EmailVerification.objects.get().binding
    values = {"password": PASSWORD, "email": EMAIL, "country": "KR", "wants_newsletter": False, "language": "en"}
    domain.sign_up(domain.NewAccount(login_id="first", **values), binding=binding)
    with pytest.raises(domain.EmailNotProved):
        domain.sign_up(domain.NewAccount(login_id="second", **values), binding=binding)
    assert LoginIdRegistry.objects.get().login_id == "first"


def test_the_third_wrong_code_ends_the_code(client):
    """A3: also the right one no longer works, until a new one is sent."""
    client.post(SIGNUP, sign_up_values(action="send_code"))
    code = newest_code(EMAIL)
    for _ in range(3):
        answer = client.post(SIGNUP, sign_up_values(action="check_code", code="BBBBBB"))
        assert answer.status_code == 422
        assert "code" in answer.context["form"].errors
    answer = client.post(SIGNUP, sign_up_values(action="check_code", code=code))
    assert answer.status_code == 422
    assert answer.context["proof"] == "none"


def test_a_code_of_another_browser_is_worth_nothing(client):
    """A3"""
    other = Client(HTTP_HOST="localhost")
    client.post(SIGNUP, sign_up_values(action="send_code"))
    code = newest_code(EMAIL)
    other.post(SIGNUP, sign_up_values(email="other@example.com", action="send_code"))
    answer = other.post(SIGNUP, sign_up_values(action="check_code", code=code))
    assert answer.status_code == 422
    answer = other.post(SIGNUP, sign_up_values(email="other@example.com", action="check_code", code=code))
    assert answer.status_code == 422


def test_a_new_code_voids_the_one_before_and_may_not_come_at_once(client):
    """A3"""
    client.post(SIGNUP, sign_up_values(action="send_code"))
    first = newest_code(EMAIL)
    too_soon = client.post(SIGNUP, sign_up_values(action="send_code"))
    assert too_soon.status_code == 422
    EmailVerification.objects.update(created_at=timezone.now() - dt.timedelta(seconds=11))
    client.post(SIGNUP, sign_up_values(action="send_code"))
    second = newest_code(EMAIL)
    assert client.post(SIGNUP, sign_up_values(action="check_code", code=first)).status_code == 422
    answer = client.post(SIGNUP, sign_up_values(action="check_code", code=second))
    assert (answer.status_code, answer.context["proof"]) == (200, "verified")


def test_a_code_is_over_after_ten_minutes(client):
    client.post(SIGNUP, sign_up_values(action="send_code"))
    code = newest_code(EMAIL)
    EmailVerification.objects.update(expires_at=timezone.now())
    answer = client.post(SIGNUP, sign_up_values(action="check_code", code=code))
    assert answer.status_code == 422
    assert LIFETIME.total_seconds() == 600


def test_htmx_gets_the_part_and_a_browser_without_it_the_page(client):
    part = client.post(SIGNUP, sign_up_values(action="send_code"), headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.content.decode().strip().startswith('<div id="email-proof"')
    whole = client.post(SIGNUP, sign_up_values(action="check_code", code="BBBBBB"))
    assert whole.status_code == 422
    assert "<html" in whole.content.decode()
    assert PASSWORD in whole.content.decode()  # nothing typed is lost
    assert "no-store" in whole.headers["Cache-Control"]


def test_another_address_can_be_given_after_one_was_proved(client):
    prove_email(client)
    answer = client.post(SIGNUP, sign_up_values(action="other_email"))
    assert answer.context["proof"] == "none"
    assert not EmailVerification.objects.exists()


def test_an_address_whose_server_refuses_our_mail_is_told(client):
    """F8: a 550 marks the address and the page says so."""
    client.post(SIGNUP, sign_up_values(action="send_code"))
    assert "refuses" not in client.get("/signup/mail/").content.decode()
    RefusedAddress.objects.create(email=EMAIL, reason="550 no such user")
    answer = client.get("/signup/mail/")
    assert answer.status_code == 286
    assert "refuses our mail" in answer.content.decode()


def test_a_network_makes_no_more_accounts_an_hour_than_the_setting_says(client, settings):
    """R9.10"""
    settings.SIGNUPS_PER_IP_AND_HOUR = 1
    assert sign_up(client).status_code == 302
    client.logout()
    answer = sign_up(client, login_id="second", email="second@example.com")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert Mall.objects.count() == 1


def test_codes_are_limited_by_address(client):
    for _ in range(10):
        EmailVerification.objects.all().delete()
        assert client.post(SIGNUP, sign_up_values(action="send_code")).status_code == 200
    EmailVerification.objects.all().delete()
    assert client.post(SIGNUP, sign_up_values(action="send_code")).status_code == 429


@pytest.mark.parametrize("data", [{"action": "delete"}, {"action": "send_code\x00"}, {"login_id": "a\x00bc"}])
def test_forged_or_unclean_fields_get_a_clear_400(client, data):
    """F18"""
    body = "&".join(
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in sign_up_values(**data).items()
    )
    answer = client.post(SIGNUP, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert rows() == (0, 0, 0, 0, 0)


def test_fields_that_sign_up_does_not_ask_for_change_nothing(client):
    prove_email(client)
    client.post(
        SIGNUP, sign_up_values(is_staff="on", is_superuser="1", host="other", status="dormant", mode="advanced")
    )
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.mode) == (False, False, "basic")
    assert Mall.objects.get().host == "annashop1"


def test_a_form_without_its_csrf_token_is_refused():
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert strict.post(SIGNUP, sign_up_values()).status_code == 403


@pytest.mark.parametrize(
    "path", [SIGNUP, "/signup/id/", "/login/", "/login/password/", "/find-id/", "/reset-password/"]
)
def test_a_wrong_method_is_a_405(client, path):
    assert client.delete(path).status_code == 405


def test_a_store_that_exists_answers_at_its_own_address(client):
    """R0.13"""
    sign_up(client)
    assert Client(HTTP_HOST="annashop1.localhost").get("/").status_code != 404


def test_somebody_signed_in_is_led_to_their_admin(client):
    mall = MallFactory()
    client.force_login(mall.operators.get().user)
    answer = client.get(reverse("accounts:signup"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
