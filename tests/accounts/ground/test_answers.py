"""Error pages, request ids, policies, health: what every answer carries, with and without its services."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import requests
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from accounts.views import errors
from cafe24clone.runner.testing import temporary_redis, throwaway_services
from tests.live import environment, web_server

CODES = [400, 403, 404, 422, 429, 500, 503]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
}


@pytest.mark.parametrize("kind", ["platform", "mall"])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("code", CODES)
def test_error_pages_are_drawn_without_a_database_in_both_languages(rf, code, language, kind):
    """The fixture db is not asked for: a query would fail the test."""
    request = rf.get("/")
    request.request_id, request.host_kind = "abc-12345678", kind
    with translation.override(language):
        response = errors.error_page(request, code)
    text = response.content.decode()
    assert response.status_code == code
    assert f'lang="{language}"' in text
    assert "abc-12345678" in text
    assert bool(re.search("[가-힣]", text)) == (language == "ko")
    assert "<script" not in text


def test_the_page_of_a_stale_form_is_drawn_too():
    assert "403" in render_to_string("403_csrf.html", {})


@pytest.mark.parametrize("host", [settings.PLATFORM_HOST, f"nobody.{settings.MALL_DOMAIN}"])
def test_a_missing_page_carries_id_policy_and_frame_header(db, host):
    response = Client(HTTP_HOST=host).get("/no-such-page/", headers={"X-Request-Id": "trace-0001"})
    assert response.status_code == 404
    assert response["X-Request-Id"] == "trace-0001"
    assert "trace-0001" in response.content.decode()
    assert response["X-Frame-Options"] == "DENY"
    assert directives(response) == POLICY


@pytest.mark.parametrize(("path", "host"), [("/?q=%00", settings.PLATFORM_HOST), ("/", "evil.example")])
def test_a_refusal_of_the_outer_middleware_carries_them_as_well(db, path, host):
    response = Client(HTTP_HOST=host).get(path)
    assert response.status_code == 400
    assert directives(response) == POLICY
    assert len(response["X-Request-Id"]) == 32


def directives(response) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: re.sub(r" 'nonce-[^']+'", "", value) for name, _space, value in parts}


@pytest.mark.parametrize("given", ["short", "x" * 41, "with space 1", "new\nline-123"])
def test_an_ill_formed_request_id_is_replaced(db, client, given):
    assert client.get("/-/healthz", headers={"X-Request-Id": given})["X-Request-Id"] != given


def test_metrics_need_the_token_where_one_is_set(db, client, settings):
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/-/metrics").status_code == 403
    text = client.get("/-/metrics", headers={"Authorization": "Bearer a-token"}).content.decode()
    assert "jobs_stuck 0.0" in text
    assert "http_requests_total" in text


@pytest.mark.slow
def test_without_redis_all_is_well_and_without_postgresql_all_is_503(committed, tmp_path):
    with temporary_redis() as own_redis, web_server(tmp_path, REDIS_URL=own_redis.url) as site:
        assert site.request("GET", "/-/readyz").json() == {"postgresql": "ok", "redis": "ok"}
        own_redis.stop()
        ready = site.request("GET", "/-/readyz")
        assert ready.status_code == 200
        assert ready.json()["redis"].startswith("away")
        assert site.request("GET", "/login/").status_code == 200


@pytest.mark.slow
def test_a_lost_database_is_503_with_a_page_and_comes_back(tmp_path, throwaway_site):
    site, postgres = throwaway_site
    assert site.request("GET", "/-/readyz").status_code == 200
    postgres.kill()
    assert site.request("GET", "/-/readyz").status_code == 503
    session = requests.Session()
    cookie = {"Cookie": f"{site.cookie_name('SESSION_COOKIE_NAME')}={'x' * 32}"}
    page = site.request("GET", "/admin/", session=session, headers=cookie)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "10"
    assert page.headers["X-Request-Id"] in page.text
    assert site.request("GET", "/-/healthz").status_code == 200
    postgres.start()
    assert site.request("GET", "/-/readyz").status_code == 200
    assert "Traceback" not in site.log()


@pytest.fixture
def throwaway_site(tmp_path):
    """A site on a PostgreSQL of its own, to kill."""
    with throwaway_services() as services:
        own = environment(tmp_path) | services.environment
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=own, check=True)
        names = ("DATABASE_URL", "DATABASE_BATCH_URL", "DATABASE_SUPPORT_URL", "DATABASE_MIGRATOR_URL", "REDIS_URL")
        with web_server(tmp_path, **{name: services.environment[name] for name in names}) as site:
            yield site, services.postgres
