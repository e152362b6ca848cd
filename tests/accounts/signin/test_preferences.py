"""Language and mode, and the pages that anybody reads."""

from __future__ import annotations

import pytest
from django.conf import settings

from accounts.countries import countries
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/terms/", "/privacy/", "/login/", "/signup/", "/find-id/", "/reset-password/"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_public_pages_come_in_both_languages(client, path, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language


def test_the_language_switch_is_kept_in_the_browser_and_with_the_user(client, cast):
    cast.sign_in(client, "owner")
    answer = client.post("/language/", {"language": "ko", "next": "/admin/account/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/account/")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ko"
    assert User.objects.get().language == "ko"
    assert client.get("/login/").headers.get("Location") == "/admin/"


def test_the_language_switch_works_for_anybody(client):
    assert client.post("/language/", {"language": "ko", "next": "/terms/"}).headers["Location"] == "/terms/"
    assert client.get("/terms/").headers["Content-Language"] == "ko"


@pytest.mark.parametrize("data", [{}, {"language": "xx"}, {"language": "ja"}, {"language": "k" * 1_000_000}])
def test_a_language_we_do_not_have_is_a_400(client, data):
    assert client.post("/language/", data).status_code == 400


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_switches_lead_to_pages_of_this_host_only(client, cast, next_url):
    assert client.post("/language/", {"language": "ko", "next": next_url}).headers["Location"] == "/"
    cast.sign_in(client, "owner")
    assert client.post("/admin/mode/", {"mode": "basic", "next": next_url}).headers["Location"] == "/admin/"


def test_the_mode_is_remembered_per_person(client, cast):
    """R0.26, R0.27: there and back by the same button."""
    cast.sign_in(client, "owner")
    for mode in ("advanced", "basic"):
        assert client.post("/admin/mode/", {"mode": mode}).headers["Location"] == "/admin/"
        assert User.objects.get().mode == mode
        pressed = client.get("/admin/").content.decode().split(f'value="{mode}"')[1].split(">")[0]
        assert 'aria-pressed="true"' in pressed


def test_a_mode_we_do_not_have_is_a_400_and_nobody_has_none(client, cast):
    assert client.post("/admin/mode/", {"mode": "advanced"}).headers["Location"].startswith("/login/")
    cast.sign_in(client, "owner")
    assert client.post("/admin/mode/", {"mode": "expert"}).status_code == 400
    assert client.get("/admin/mode/").status_code == 405


@pytest.mark.parametrize("language", ["en", "ko"])
def test_countries_are_named_in_the_language_of_the_page(language):
    names = dict(countries(language))
    assert names["KR"] == {"en": "South Korea", "ko": "대한민국"}[language]
    assert not {"EU", "ZZ", "UN", "XA"} & set(names)
    assert len(names) > 200
