"""The token endpoint: what it answers, to whom, and what it refuses (wire contract 1.2 to 1.4, security.md 2.4)."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Mall, User
from developer_center.models import AccessToken, Grant, RefreshToken, UsedCode
from tests.developer_center.oauth.conftest import REDIRECT, TOKEN, AppServer, answer_in, basic_header, wish
from tests.factories_apps import AppFactory

pytestmark = pytest.mark.django_db

WIRE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}")
FIELDS = {
    "access_token",
    "expires_at",
    "refresh_token",
    "refresh_token_expires_at",
    "client_id",
    "mall_id",
    "user_id",
    "scopes",
    "issued_at",
    "shop_no",
    "token_type",
    "expires_in",
}


def test_the_answer_is_the_contracts_with_its_types(server: AppServer, give_code, mall: Mall, api_host: str):
    """Wire contract 1.2 and R9.21."""
    response = server.exchange(give_code(), host=api_host)
    answer = response.json()
    assert response.status_code == 200
    assert set(answer) == FIELDS
    assert answer["mall_id"] == mall.host
    assert answer["user_id"] == mall.operators.get(is_owner=True).user.login_id
    assert answer["scopes"] == ["mall.read_product", "mall.read_store"]
    assert answer["shop_no"] == "1"
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 7200
    assert answer["client_id"] == server.app.client_id
    for name in ("expires_at", "refresh_token_expires_at", "issued_at"):
        assert WIRE_TIME.fullmatch(answer[name]), name
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]


def test_times_are_korean_without_an_offset(server: AppServer, give_code):
    with time_machine.travel(dt.datetime(2026, 3, 1, 3, 0, tzinfo=dt.UTC), tick=False):
        answer = server.exchange(give_code()).json()
    assert answer["issued_at"] == "2026-03-01T12:00:00.000"
    assert answer["expires_at"] == "2026-03-01T14:00:00.000"
    assert answer["refresh_token_expires_at"] == "2026-03-15T12:00:00.000"


def test_nothing_that_can_be_used_is_kept_in_clear(server: AppServer, give_code):
    code = give_code()
    assert not Grant.objects.filter(code=code).exists()
    answer = server.exchange(code).json()
    kept = [*AccessToken.objects.values_list("token", flat=True), *RefreshToken.objects.values_list("token", flat=True)]
    assert kept == ["", ""]
    assert answer["access_token"] not in str([list(m.objects.values()) for m in (AccessToken, RefreshToken, UsedCode)])


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_basic_is_understood_in_any_case(server: AppServer, give_code, scheme: str):
    header = basic_header(server.app, scheme=scheme)
    assert server.exchange(give_code(), HTTP_AUTHORIZATION=header).status_code == 200


def test_the_form_may_carry_the_credentials(server: AppServer, give_code):
    form = {"client_id": server.app.client_id, "client_secret": server.app.reveal("secret")}
    assert server.exchange(give_code(), form=form, basic=False).status_code == 200


def test_a_refresh_without_a_charset_or_redirect_uri_works(server: AppServer, give_code):
    first = server.exchange(give_code()).json()
    second = server.refresh(first["refresh_token"])
    assert second.status_code == 200
    assert set(second.json()) == FIELDS
    assert second.json()["scopes"] == first["scopes"]
    assert second.json()["access_token"] != first["access_token"]
    assert second.json()["refresh_token"] != first["refresh_token"]


def refused(response, error: str, status: int = 400) -> None:
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert isinstance(response.json()["error_description"], str)
    assert response.json()["error_description"]


@pytest.mark.parametrize(
    "header",
    [
        "Basic !!!",
        "Basic ",
        "Basic bm8tY29sb24=",
        "Bearer abc",
        "Basic " + "YWJjOmRlZg==",
        "Basic /w==",
        "",
    ],
)
def test_an_unknown_app_is_challenged_with_basic(server: AppServer, give_code, header: str):
    """Security.md 1.1: the toolkit answers Bearer to failed Basic."""
    response = server.exchange(give_code(), HTTP_AUTHORIZATION=header)
    refused(response, "invalid_client", 401)
    assert response["WWW-Authenticate"].startswith("Basic ")


def test_a_wrong_secret_is_refused_in_the_form_as_well(server: AppServer, give_code):
    form = {"client_id": server.app.client_id, "client_secret": "wrong"}
    refused(server.exchange(give_code(), form=form, basic=False), "invalid_client", 401)


def test_the_form_may_not_name_another_app_than_basic(server: AppServer, give_code):
    other = AppFactory()
    refused(server.exchange(give_code(), form={"client_id": other.client_id}), "invalid_client", 401)


def test_an_app_without_a_secret_lets_nobody_in(server: AppServer, give_code):
    code = give_code()
    type(server.app).objects.filter(pk=server.app.pk).update(secret="")
    form = {"client_id": server.app.client_id, "client_secret": ""}
    refused(server.exchange(code, form=form, basic=False), "invalid_client", 401)
    header = basic_header(server.app, secret=" ").strip()
    refused(server.exchange(code, HTTP_AUTHORIZATION=header), "invalid_client", 401)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password", "username": "x", "password": "y"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
        ({"code": ""}, "invalid_grant"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": "\ufffd"}, "invalid_grant"),
        ({"redirect_uri": f"{REDIRECT}/"}, "invalid_grant"),
        ({"redirect_uri": "https://evil.example"}, "invalid_grant"),
        ({"code": "x" * 1_000_000}, "invalid_request"),
        ({"client_id": "x" * 1_000_000}, "invalid_request"),
        ({"redirect_uri": "x" * 1_000_000}, "invalid_request"),
    ],
)
def test_a_bad_request_has_its_rfc_name(server: AppServer, give_code, changes: dict[str, str], error: str):
    refused(server.exchange(give_code(), form=changes), error)
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("name", ["grant_type", "code", "redirect_uri", "client_id"])
def test_nul_and_surrogates_are_a_bad_request(server: AppServer, name: str):
    """Security.md F18."""
    for raw in (b"%00", b"%ED%A0%80", b"a%00b"):
        body = urlencode({"grant_type": "authorization_code", "code": "x"}).encode() + f"&{name}=".encode() + raw
        client = Client(HTTP_HOST=settings.PLATFORM_HOST)
        response = client.post(
            TOKEN,
            body,
            content_type="application/x-www-form-urlencoded",
            HTTP_AUTHORIZATION=basic_header(server.app),
        )
        assert response.status_code in {400, 401}, (name, raw)
        assert isinstance(response.json()["error"], str)


def test_nul_in_basic_is_a_bad_request(server: AppServer):
    header = basic_header(server.app, secret="a\x00b")
    refused(server.exchange("x", HTTP_AUTHORIZATION=header), "invalid_request")


def test_a_parameter_given_twice_is_a_bad_request(server: AppServer, give_code):
    body = urlencode([("grant_type", "authorization_code"), ("code", give_code()), ("code", "other")])
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    kind = "application/x-www-form-urlencoded"
    response = client.post(TOKEN, body, content_type=kind, HTTP_AUTHORIZATION=basic_header(server.app))
    refused(response, "invalid_request")


def test_what_the_form_calls_user_client_or_scopes_means_nothing(server: AppServer, give_code, mall: Mall):
    """oauthlib takes every parameter of a form for its own; only the contract's reach it."""
    form = {"user": "x", "client": "y", "scopes": "mall.write_order", "installation": "1", "grant": "z"}
    answer = server.exchange(give_code(), form=form)
    assert answer.status_code == 200
    assert answer.json()["scopes"] == ["mall.read_product", "mall.read_store"]


def test_only_post_is_taken(server: AppServer):
    assert Client(HTTP_HOST=settings.PLATFORM_HOST).get(TOKEN).status_code == 405


def test_parameters_in_the_address_are_refused(server: AppServer, give_code):
    response = server.post(f"{TOKEN}?code=x", {"grant_type": "authorization_code", "code": give_code()})
    refused(response, "invalid_request")


# --- Codes -----------------------------------------------------------------------------------------------------


def test_a_code_lives_for_a_minute(server: AppServer, give_code):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        code = give_code()
        clock.shift(61)
        refused(server.exchange(code), "invalid_grant")


def test_a_code_of_another_app_is_unknown_and_stays_usable(server: AppServer, give_code):
    code, other = give_code(), AppServer(AppFactory())
    refused(other.exchange(code), "invalid_grant")
    assert server.exchange(code).status_code == 200


def test_a_replayed_code_ends_what_it_gave(server: AppServer, give_code):
    """RFC 6749 4.1.2, ASVS 10.4.2."""
    code = give_code()
    answer = server.exchange(code).json()
    refused(server.exchange(code), "invalid_grant")
    assert not AccessToken.objects.exists()
    refused(server.refresh(answer["refresh_token"]), "invalid_grant")


def test_a_replay_also_ends_what_was_refreshed_since(server: AppServer, give_code):
    code = give_code()
    first = server.exchange(code).json()
    second = server.refresh(first["refresh_token"]).json()
    refused(server.exchange(code), "invalid_grant")
    assert not AccessToken.objects.exists()
    refused(server.refresh(second["refresh_token"]), "invalid_grant")


def test_a_replay_by_another_app_ends_nothing(server: AppServer, give_code):
    code = give_code()
    answer = server.exchange(code).json()
    refused(AppServer(AppFactory()).exchange(code), "invalid_grant")
    assert server.refresh(answer["refresh_token"]).status_code == 200


def test_pkce_is_enforced_when_it_was_sent(server: AppServer, give_code):
    """RFC 7636 appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    code = give_code(**challenge)
    refused(server.exchange(code), "invalid_request")
    refused(server.exchange(code, form={"code_verifier": "x" * 43}), "invalid_grant")
    assert server.exchange(code, form={"code_verifier": verifier}).status_code == 200


def test_a_native_app_needs_pkce_and_no_secret(owner: Client, mall: Mall):
    native = AppFactory(kind="native")
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    assert answer_in(owner.get(wish(native)))["error"] == "invalid_request"
    code = answer_in(owner.post(wish(native, **challenge), {"answer": "agree"}))["code"]
    form = {"client_id": native.client_id, "code_verifier": verifier}
    answer = AppServer(native).exchange(code, form=form, basic=False)
    assert answer.status_code == 200
    refreshed = AppServer(native).post(
        TOKEN,
        {
            "grant_type": "refresh_token",
            "refresh_token": answer.json()["refresh_token"],
            "client_id": native.client_id,
        },
        basic=False,
    )
    assert refreshed.status_code == 200
    wrong = {"client_id": native.client_id, "client_secret": "wrong"}
    refused(AppServer(native).exchange("x", form=wrong, basic=False), "invalid_client", 401)


# --- Refresh tokens --------------------------------------------------------------------------------------------


def test_a_second_use_within_ten_seconds_is_refused_and_no_more(server: AppServer, give_code):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = server.exchange(give_code()).json()
        second = server.refresh(first["refresh_token"]).json()
        clock.shift(9)
        refused(server.refresh(first["refresh_token"]), "invalid_grant")
        assert server.refresh(second["refresh_token"]).status_code == 200


def test_a_later_replay_ends_the_family(server: AppServer, give_code):
    """RFC 9700 4.14, ASVS 10.4.5."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = server.exchange(give_code()).json()
        second = server.refresh(first["refresh_token"]).json()
        clock.shift(10)
        refused(server.refresh(first["refresh_token"]), "invalid_grant")
        assert not AccessToken.objects.exists()
        refused(server.refresh(second["refresh_token"]), "invalid_grant")


def test_a_refresh_token_lives_for_fourteen_days(server: AppServer, give_code):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = server.exchange(give_code()).json()
        clock.shift(dt.timedelta(days=14) - dt.timedelta(seconds=1))
        second = server.refresh(first["refresh_token"])
        assert second.status_code == 200
        clock.shift(dt.timedelta(days=14))
        refused(server.refresh(second.json()["refresh_token"]), "invalid_grant")


def test_a_family_ends_after_ninety_days(server: AppServer, give_code):
    """ASVS 10.4.8: however often it is refreshed, and the answer says so beforehand."""
    with time_machine.travel(dt.datetime(2026, 3, 1, 3, 0, tzinfo=dt.UTC), tick=False) as clock:
        answer = server.exchange(give_code()).json()
        for _week in range(12):
            clock.shift(dt.timedelta(days=7))
            answer = server.refresh(answer["refresh_token"]).json()
        assert answer["refresh_token_expires_at"] == "2026-05-30T12:00:00.000"  # 6 days on, not 14
        clock.shift(dt.timedelta(days=6))
        refused(server.refresh(answer["refresh_token"]), "invalid_grant")
        assert not AccessToken.objects.exists()


def test_a_refresh_token_of_another_app_is_unknown(server: AppServer, give_code):
    first = server.exchange(give_code()).json()
    refused(AppServer(AppFactory()).refresh(first["refresh_token"]), "invalid_grant")
    assert server.refresh(first["refresh_token"]).status_code == 200


def test_a_refresh_may_ask_for_less_and_never_for_more(server: AppServer, give_code):
    first = server.exchange(give_code()).json()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    refused(server.post(TOKEN, form | {"scope": "mall.write_product"}), "invalid_scope")
    less = server.post(TOKEN, form | {"scope": "mall.read_store"})
    assert less.json()["scopes"] == ["mall.read_store"]


def test_a_refresh_gives_no_more_than_the_developer_still_asks_for(server: AppServer, give_code):
    """R2.37: a permission that was unticked is gone from the next token."""
    first = server.exchange(give_code()).json()
    type(server.app).objects.filter(pk=server.app.pk).update(scopes=["mall.read_store"])
    assert server.refresh(first["refresh_token"]).json()["scopes"] == ["mall.read_store"]


# --- Hosts and standing ----------------------------------------------------------------------------------------


def hosts_of(mall: Mall) -> list[str]:
    return [f"{mall.host}.{settings.API_DOMAIN}", f"{mall.host}.{settings.MALL_DOMAIN}", settings.PLATFORM_HOST]


def test_each_host_of_the_mall_gives_its_tokens(server: AppServer, give_code, mall: Mall):
    for host in hosts_of(mall):
        answer = server.exchange(give_code(), host=host)
        assert answer.status_code == 200, host
        assert server.refresh(answer.json()["refresh_token"], host=host).status_code == 200, host


def test_a_host_of_another_mall_gives_none(server: AppServer, give_code, other_mall: Mall):
    """Design 2: the mall comes from the host; a code of another mall is no code here."""
    answer = server.exchange(give_code()).json()
    for host in [*hosts_of(other_mall)[:2], f"UPPER-{other_mall.host}.{settings.API_DOMAIN}"]:
        refused(server.exchange(give_code(), host=host), "invalid_grant")
        refused(server.refresh(answer["refresh_token"], host=host), "invalid_grant")
    assert server.refresh(answer["refresh_token"]).status_code == 200


def test_a_person_who_does_not_work_there_any_more_gets_nothing(server: AppServer, give_code, mall: Mall):
    """Security.md 0.1: the toolkit goes on for inactive users."""
    answer, code = server.exchange(give_code()).json(), give_code()
    User.objects.filter(operator__mall=mall).update(is_active=False)
    refused(server.exchange(code), "invalid_grant")
    refused(server.refresh(answer["refresh_token"]), "invalid_grant")


def test_an_operator_who_was_moved_out_gets_nothing(server: AppServer, give_code, mall: Mall):
    answer = server.exchange(give_code()).json()
    mall.operators.update(is_active=False)
    refused(server.refresh(answer["refresh_token"]), "invalid_grant")


def test_a_sleeping_mall_gives_nothing_and_loses_nothing(server: AppServer, give_code, mall: Mall):
    answer, code = server.exchange(give_code()).json(), give_code()
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DORMANT)
    refused(server.exchange(code), "invalid_grant")
    refused(server.refresh(answer["refresh_token"]), "invalid_grant")
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.OPEN)
    assert server.refresh(answer["refresh_token"]).status_code == 200


# --- Revoking --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["", "access_token", "refresh_token", "nonsense"])
def test_revoking_one_token_ends_both(server: AppServer, give_code, which: str, hint: str):
    """Wire contract 1.3."""
    answer = server.exchange(give_code()).json()
    response = server.post("/api/v2/oauth/revoke", {"token": answer[which], "token_type_hint": hint})
    assert response.status_code == 200
    assert not AccessToken.objects.exists()
    refused(server.refresh(answer["refresh_token"]), "invalid_grant")


def test_a_foreign_or_unknown_token_is_left_alone_without_a_word(server: AppServer, give_code, other_mall: Mall):
    """RFC 7009 2.2."""
    answer = server.exchange(give_code()).json()
    stranger = AppServer(AppFactory())
    assert stranger.revoke(answer["access_token"]).status_code == 200
    assert server.revoke("unknown").status_code == 200
    assert server.revoke(answer["access_token"], host=hosts_of(other_mall)[0]).status_code == 200
    assert server.refresh(answer["refresh_token"]).status_code == 200


def test_revoking_asks_for_the_secret(server: AppServer, give_code):
    answer = server.exchange(give_code()).json()
    header = basic_header(server.app, secret="wrong")
    response = server.revoke(answer["access_token"], HTTP_AUTHORIZATION=header)
    refused(response, "invalid_client", 401)
    assert response["WWW-Authenticate"].startswith("Basic ")
    assert AccessToken.objects.exists()


def test_revoking_nothing_is_a_bad_request(server: AppServer):
    refused(server.post("/api/v2/oauth/revoke", {}), "invalid_request")
