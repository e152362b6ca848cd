"""Consent: the page, both answers, and every way it is refused (wire contract 1.1, R2.38, RFC 6749 4.1, RFC 9207)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry, Mall
from accounts.rights import all_rights
from developer_center.domain.authorize import issuer
from developer_center.models import App, Grant, Installation
from developer_center.queries.own_rights import RIGHT_OF
from developer_center.scopes import EVERY_CATEGORY
from tests.cast import Cast
from tests.developer_center.oauth.conftest import AUTHORIZE, REDIRECT, AppServer, answer_in, wish
from tests.factories import PASSWORD, OperatorFactory, UserFactory
from tests.factories_apps import AppFactory, InstallationFactory

pytestmark = pytest.mark.django_db
STATES = App.State


def actions(mall: Mall) -> list[str]:
    with tenancy.mall(mall.pk):
        return list(
            AuditEntry.objects.filter(action__startswith="app.").order_by("pk").values_list("action", flat=True)
        )


# --- The page and its two buttons --------------------------------------------------------------------------------


def test_the_page_says_who_asks_for_what_in_words(owner: Client, sold: App, mall: Mall):
    """R2.38."""
    sold.user.name = "Kim Developer"
    sold.user.save()
    page = owner.get(wish(sold))
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Order helper", "Kim Developer", "Product information", "Store information", mall.host):
        assert words in text
    assert "Order information" not in text
    assert "https://app.example.com" in text


def test_the_page_is_neither_framed_nor_kept_and_leads_to_the_app_alone(owner: Client, sold: App):
    page = owner.get(wish(sold))
    assert page["X-Frame-Options"] == "DENY"
    assert "no-store" in page["Cache-Control"]
    policy = dict(part.strip().partition(" ")[::2] for part in page["Content-Security-Policy"].split(";"))
    assert policy["form-action"] == "'self' https://app.example.com"
    assert policy["frame-ancestors"] == "'none'"


def test_agreeing_installs_the_app_and_sends_a_code(owner: Client, sold: App, mall: Mall):
    answer = answer_in(owner.post(wish(sold), {"answer": "agree"}))
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("a-state", issuer())
    installation = Installation.objects.get(app=sold, mall=mall)
    assert (installation.state, installation.scopes) == ("active", ["mall.read_product", "mall.read_store"])
    assert installation.user == mall.operators.get(is_owner=True).user
    assert actions(mall) == ["app.installed"]


def test_refusing_tells_the_app_and_installs_nothing(owner: Client, sold: App, mall: Mall):
    answer = answer_in(owner.post(wish(sold), {"answer": "refuse"}))
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", "a-state", issuer())
    assert not Installation.objects.exists()
    assert not Grant.objects.exists()
    assert actions(mall) == []


def test_neither_button_asks_again(owner: Client, sold: App):
    assert owner.post(wish(sold)).status_code == 422
    assert not Installation.objects.exists()


def test_a_forged_form_is_refused(cast: Cast, sold: App):
    browser = Client(HTTP_HOST=settings.PLATFORM_HOST, enforce_csrf_checks=True)
    cast.sign_in(browser, "owner")
    assert browser.post(wish(sold), {"answer": "agree"}).status_code == 403
    assert not Installation.objects.exists()


# --- Parameters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scope",
    [
        "mall.read_product,mall.read_store",
        "mall.read_product, mall.read_store",
        "mall.read_product mall.read_store",
        "mall.read_store,,mall.read_product ,",
        "mall.read_store\nmall.read_product",
    ],
)
def test_scopes_come_by_comma_blank_or_both(owner: Client, sold: App, scope: str):
    owner.post(wish(sold, scope=scope), {"answer": "agree"})
    assert Installation.objects.get().scopes == ["mall.read_product", "mall.read_store"]


@pytest.mark.parametrize(
    "raw",
    [
        "eyJhIjoiYiIsImMiOlsxLDJdfQ==",
        "eyJhIjoiYiJ9%3D%3D",
        "a+b%2Bc%20d",
        "%7B%22url%22%3A%22https%3A%2F%2Fx%2F%3Fa%3D1%26b%3D2%22%7D",
        "",
        "%EA%B0%80%ed%95%9c",
        "x" * 3000,
    ],
)
def test_the_state_comes_back_byte_for_byte(owner: Client, sold: App, raw: str):
    address = f"{wish(sold, state='-')}&state={raw}"
    for response in (owner.post(address, {"answer": "refuse"}), owner.post(address, {"answer": "agree"})):
        assert f"&state={raw}&iss=" in response["Location"]
    assert f"&state={raw}&iss=" in owner.get(address)["Location"]  # agreed to by now


def test_without_a_state_there_is_none_in_the_answer(owner: Client, sold: App):
    assert "state" not in answer_in(owner.post(wish(sold, state="-"), {"answer": "agree"}))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unauthorized_client"),
        ({"response_type": "-"}, "invalid_request"),
        ({"scope": "mall.write_order"}, "invalid_scope"),
        ({"scope": "mall.read_product mall.read_everything"}, "invalid_scope"),
        ({"scope": "-"}, "invalid_scope"),
        ({"scope": " , "}, "invalid_scope"),
        ({"code_challenge": "a" * 43}, "invalid_request"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "a" * 42, "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "=", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_the_app_is_told_what_is_wrong_by_its_rfc_name(owner: Client, sold: App, changes: dict[str, str], error: str):
    """ASVS 10.4.4, 10.4.6, 10.4.11: no implicit grant, no plain PKCE, no scope that is not ticked."""
    for response in (owner.get(wish(sold, **changes)), owner.post(wish(sold, **changes), {"answer": "agree"})):
        assert response["Location"].startswith(f"{REDIRECT}?error=")
        answer = answer_in(response)
        assert (answer["error"], answer["state"], answer["iss"]) == (error, "a-state", issuer())
    assert not Grant.objects.exists()


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "response_type", "scope", "state", "mall_id"])
def test_a_parameter_given_twice_is_not_trusted(owner: Client, sold: App, name: str):
    address = wish(sold, mall_id=Mall.objects.get().host)
    response = owner.get(f"{address}&{name}=x")
    assert response.status_code == 400


def test_an_unknown_app_gets_an_error_page(owner: Client, sold: App):
    assert owner.get(wish(sold, client_id="unknown")).status_code == 400
    assert owner.get(wish(sold, client_id="-")).status_code == 400
    assert owner.get(AUTHORIZE).status_code == 400
    assert owner.get(wish(sold, state="x" * 9000)).status_code == 400


# --- Signing in and hosts ----------------------------------------------------------------------------------------


def test_a_stranger_signs_in_first_and_comes_back_to_the_same_question(client: Client, sold: App):
    address = f"{wish(sold, state='-')}&state=a+b%2Bc=="
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"/login/?next={quote(address, safe='/')}"


def test_a_stranger_is_never_sent_to_the_app_with_an_error(client: Client, sold: App):
    """RFC 9700 4.11.2: else anybody's link here would open anybody's page."""
    response = client.get(wish(sold, scope="mall.write_order"))
    assert response["Location"].startswith("/login/")


def test_a_stranger_sees_at_once_that_a_request_is_not_trusted(client: Client, sold: App):
    assert client.get(wish(sold, redirect_uri="https://evil.example")).status_code == 400


@pytest.mark.parametrize("domain", ["MALL_DOMAIN", "API_DOMAIN"])
def test_other_hosts_lead_to_the_platform_with_query_and_mall(sold: App, mall: Mall, domain: str):
    """Design 2."""
    browser = Client(HTTP_HOST=f"{mall.host}.{getattr(settings, domain)}")
    address = f"{wish(sold, mall_id='another', state='-')}&state=a+b%2B=="
    response = browser.get(address)
    query = urlsplit(address).query.replace("mall_id=another&", "").replace("&mall_id=another", "")
    assert response["Location"] == f"{issuer()}{AUTHORIZE}?{query}&mall_id={mall.host}"


def test_a_shops_prefix_is_not_carried_to_the_platform(sold: App, mall: Mall):
    browser = Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")
    response = browser.get(f"/shop2{wish(sold)}")
    assert response["Location"].startswith(f"{issuer()}{AUTHORIZE}?")


def test_the_named_mall_is_the_operators(owner: Client, sold: App, mall: Mall):
    assert owner.get(wish(sold, mall_id=mall.host)).status_code == 200
    assert owner.get(wish(sold, mall_id=mall.host.upper())).status_code == 200


def test_another_mall_than_the_operators_is_said_and_nothing_is_installed(
    owner: Client, sold: App, mall: Mall, other_mall: Mall
):
    address = wish(sold, mall_id=other_mall.host)
    for response in (owner.get(address), owner.post(address, {"answer": "agree"})):
        assert response.status_code == 409
        assert other_mall.host in response.content.decode()
        assert mall.host in response.content.decode()
    assert not Installation.objects.exists()


# --- Who may consent, and to what -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("menus", "status"),
    [
        (None, 200),
        (["apps", "products", "store"], 200),
        (["apps", "products"], 403),
        (["apps"], 403),
        (["products", "store"], 403),
    ],
)
def test_consenting_needs_the_right_to_apps_and_to_what_the_app_asks_for(
    client: Client, mall: Mall, sold: App, menus: list[str] | None, status: int
):
    """Nobody lets an app do what they may not do themselves; an owner may do everything."""
    operator = mall.operators.get(is_owner=True) if menus is None else OperatorFactory(mall=mall, menus=menus)
    client.force_login(operator.user)
    assert client.get(wish(sold)).status_code == status
    agreed = client.post(wish(sold), {"answer": "agree"})
    assert agreed.status_code == (302 if status == 200 else 403)
    assert Installation.objects.exists() == (status == 200)


def test_no_code_is_given_in_silence_to_somebody_whose_rights_do_not_reach(owner: Client, mall: Mall, sold: App):
    owner.post(wish(sold), {"answer": "agree"})
    other = Client(HTTP_HOST=settings.PLATFORM_HOST)
    other.force_login(OperatorFactory(mall=mall, menus=["apps"]).user)
    response = other.get(wish(sold))
    assert response.status_code == 403
    assert "Product information" in response.content.decode()


def test_every_permission_belongs_to_a_right_that_there_is():
    assert set(RIGHT_OF) == {category.key for category in EVERY_CATEGORY}
    assert set(RIGHT_OF.values()) <= {right.key for right in all_rights()}


def test_somebody_without_a_mall_consents_to_nothing(client: Client, sold: App):
    client.force_login(UserFactory())
    assert client.get(wish(sold)).status_code == 403


def test_in_a_sleeping_mall_nothing_is_consented_to(owner: Client, sold: App, mall: Mall):
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DORMANT)
    assert owner.get(wish(sold))["Location"] == reverse("accounts:dormant")
    assert owner.post(wish(sold), {"answer": "agree"})["Location"] == reverse("accounts:dormant")
    assert not Installation.objects.exists()


@pytest.mark.parametrize("state", [state for state in STATES if state != STATES.FOR_SALE])
def test_an_app_that_is_not_for_sale_is_for_malls_where_its_developer_works(
    owner: Client, mall: Mall, other_mall: Mall, state: str
):
    """docs/adr/0041-oauth.md; nobody is sent to an app that nobody reviewed."""
    app = AppFactory(state=state, rejection_reason="because" if state == STATES.REJECTED else "")
    OperatorFactory(mall=other_mall, user=app.user)
    for response in (owner.get(wish(app)), owner.post(wish(app), {"answer": "agree"})):
        assert response.status_code == 403
        assert "Location" not in response
    assert not Installation.objects.exists()
    browser = Client(HTTP_HOST=settings.PLATFORM_HOST)
    browser.force_login(other_mall.operators.get(is_owner=True).user)
    assert browser.get(wish(app)).status_code == 200
    assert "code" in answer_in(browser.post(wish(app), {"answer": "agree"}))


def test_a_former_operator_is_no_developer_of_the_mall(owner: Client, mall: Mall):
    app = AppFactory(state=STATES.IN_PRODUCTION)
    OperatorFactory(mall=mall, user=app.user, is_active=False)
    assert owner.get(wish(app)).status_code == 403


def test_an_installed_app_goes_on_after_its_sale_has_ended(owner: Client, mall: Mall):
    app = AppFactory(state=STATES.SALE_ENDED)
    InstallationFactory(app=app, mall=mall, state="needs_approval")
    assert "code" in answer_in(owner.post(wish(app), {"answer": "agree"}))


def test_a_removed_one_does_not_come_back_after_its_sale_has_ended(owner: Client, mall: Mall):
    app = AppFactory(state=STATES.SALE_ENDED)
    InstallationFactory(app=app, mall=mall, state="removed")
    assert owner.get(wish(app)).status_code == 403


# --- Once more ------------------------------------------------------------------------------------------------------


def test_who_agreed_already_is_not_asked_again(owner: Client, sold: App, mall: Mall):
    owner.post(wish(sold), {"answer": "agree"})
    again = owner.get(wish(sold, scope="mall.read_store mall.read_product", state="other"))
    assert answer_in(again)["state"] == "other"
    assert AppServer(sold).exchange(answer_in(again)["code"]).status_code == 200
    assert actions(mall) == ["app.installed"]


@pytest.mark.parametrize("scope", ["mall.read_product", "mall.read_product,mall.read_store,mall.read_order"])
def test_other_scopes_are_asked_for_anew(owner: Client, sold: App, mall: Mall, scope: str):
    """Issue 6: changed scopes ask again; tokens of before reach no further than the new consent (R2.39)."""
    code = answer_in(owner.post(wish(sold), {"answer": "agree"}))["code"]
    first = AppServer(sold).exchange(code).json()
    assert owner.get(wish(sold, scope=scope)).status_code == 200
    owner.post(wish(sold, scope=scope), {"answer": "agree"})
    assert actions(mall) == ["app.installed", "app.consented"]
    asked = set(scope.split(","))
    refreshed = AppServer(sold).refresh(first["refresh_token"]).json()
    assert set(refreshed["scopes"]) == {"mall.read_product", "mall.read_store"} & asked


def test_an_installation_that_waits_for_consent_asks_again(owner: Client, sold: App, mall: Mall):
    installation = InstallationFactory(app=sold, mall=mall, state="needs_approval", scopes=["mall.read_store"])
    assert owner.get(wish(sold, scope="mall.read_store")).status_code == 200
    owner.post(wish(sold, scope="mall.read_store"), {"answer": "agree"})
    installation.refresh_from_db()
    assert installation.state == "active"


def test_a_removed_app_asks_again_and_is_installed_anew(owner: Client, sold: App, mall: Mall):
    installation = InstallationFactory(app=sold, mall=mall, state="removed", receives_webhooks=False)
    assert owner.get(wish(sold)).status_code == 200
    owner.post(wish(sold), {"answer": "agree"})
    again = Installation.objects.get(app=sold, mall=mall)
    assert (again.pk, again.state, again.removed_at) == (installation.pk, "active", None)
    assert again.receives_webhooks
    assert again.installed_at > installation.installed_at
    assert actions(mall) == ["app.installed"]


def test_metadata_is_true_and_on_the_platform_host_alone(client: Client, mall: Mall):
    """RFC 8414."""
    told = client.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == issuer()
    assert told["authorization_endpoint"] == f"{issuer()}{AUTHORIZE}"
    assert client.get(AUTHORIZE).status_code == 400
    for name in ("token_endpoint", "revocation_endpoint"):
        path = told[name].removeprefix(issuer())
        form = {"grant_type": "authorization_code", "code": "x", "token": "x"}
        assert client.post(path, form).status_code == 401
    assert told["code_challenge_methods_supported"] == ["S256"]
    for domain in (settings.MALL_DOMAIN, settings.API_DOMAIN):
        other = Client(HTTP_HOST=f"{mall.host}.{domain}")
        assert other.get("/.well-known/oauth-authorization-server").status_code == 404


@pytest.mark.django_db(databases=["default", "counters"])
def test_the_sign_in_leads_back_to_the_question_with_its_state_untouched(client: Client, sold: App, mall: Mall):
    address = f"{wish(sold, state='-')}&state=eyJhIjoiYisvIn0==+%2B"
    page = client.get(client.get(address)["Location"])
    next_url = page.context["next"]
    login_id = mall.operators.get(is_owner=True).user.login_id
    step = client.post("/login/", {"login_id": login_id, "next": next_url})
    answer = client.post(step["Location"], {"password": PASSWORD, "next": next_url})
    assert answer["Location"] == address
    assert "&state=eyJhIjoiYisvIn0==+%2B&iss=" in client.post(address, {"answer": "refuse"})["Location"]
