"""Two independent client libraries drive the whole way over HTTP: authorize, code, token, refresh, revoke (issue 6)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from django.conf import settings
from django.test import Client
from oauthlib.oauth2 import InvalidGrantError
from requests_oauthlib import OAuth2Session

from accounts.models import Mall
from developer_center.models import AccessToken, App
from tests.cast import Cast
from tests.developer_center.oauth.conftest import REDIRECT
from tests.factories_apps import AppFactory
from tests.live import LiveServer

SCOPES = ["mall.read_product", "mall.write_product"]
HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

pytestmark = pytest.mark.slow


@pytest.fixture
def sample_app(committed: None) -> App:
    return AppFactory(name="Sample")


@pytest.fixture
def agree(site: LiveServer, client: Client, cast: Cast) -> Callable[[str], str]:
    """Open an authorization address in the owner's browser and press Agree; gives where that leads."""
    cast.sign_in(client, "owner")

    def press(address: str) -> str:
        browser = requests.Session()
        browser.cookies.set(site.cookie_name("SESSION_COOKIE_NAME"), client.session.session_key)
        path = address.removeprefix(site.url)
        page = site.request("GET", path, session=browser)
        assert page.status_code == 200, page.text[:300]
        form = {"csrfmiddlewaretoken": HIDDEN.search(page.text)[1], "answer": "agree"}
        cookies = {**browser.cookies.get_dict(), **page.cookies.get_dict()}
        answer = requests.post(
            f"http://127.0.0.1:{site.port}{path}",
            data=form,
            cookies=cookies,
            headers={"Host": f"{settings.PLATFORM_HOST}:{site.port}", "Origin": site.url},
            allow_redirects=False,
            timeout=30,
        )
        assert answer.status_code == 302, answer.text[:300]
        return answer.headers["Location"]

    return press


@pytest.fixture
def local_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both libraries insist on https unless told that this machine is meant."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.mark.usefixtures("local_http")
def test_requests_oauthlib_walks_from_consent_to_revocation(site: LiveServer, agree, sample_app: App, mall: Mall):
    secret, token_url = sample_app.reveal("secret"), f"{site.url}/api/v2/oauth/token"
    session = OAuth2Session(sample_app.client_id, redirect_uri=REDIRECT, scope=SCOPES)
    address, state = session.authorization_url(f"{site.url}/api/v2/oauth/authorize")
    token = session.fetch_token(token_url, authorization_response=agree(address), client_secret=secret)
    assert session.token["access_token"] == token["access_token"]
    assert (token["mall_id"], token["scopes"], token["expires_in"]) == (mall.host, SCOPES, 7200)
    assert state
    old = token["refresh_token"]
    pair = requests.auth.HTTPBasicAuth(sample_app.client_id, secret)
    renewed = session.refresh_token(token_url, refresh_token=old, auth=pair)
    assert renewed["refresh_token"] != old
    with pytest.raises(InvalidGrantError):
        session.refresh_token(token_url, refresh_token=old, auth=pair)
    revoked = requests.post(
        f"{site.url}/api/v2/oauth/revoke", data={"token": renewed["access_token"]}, auth=pair, timeout=30
    )
    assert revoked.status_code == 200
    assert AccessToken.objects.count() == 0


@pytest.mark.usefixtures("local_http")
def test_authlib_walks_with_pkce_from_the_metadata_to_revocation(site: LiveServer, agree, sample_app: App, mall: Mall):
    told = requests.get(f"{site.url}/.well-known/oauth-authorization-server", timeout=30).json()
    # The issuer of a development machine is http; everything else that RFC 8414 asks of the document holds.
    AuthorizationServerMetadata(
        {
            name: value.replace("http://", "https://") if isinstance(value, str) else value
            for name, value in told.items()
        }
    ).validate()
    session = AuthlibSession(
        sample_app.client_id,
        sample_app.reveal("secret"),
        scope=" ".join(SCOPES),
        redirect_uri=REDIRECT,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",
    )
    verifier = "v" * 50
    address, state = session.create_authorization_url(told["authorization_endpoint"], code_verifier=verifier)
    landed = agree(address)
    assert f"iss={told['issuer'].replace(':', '%3A').replace('/', '%2F')}" in landed
    token = session.fetch_token(
        told["token_endpoint"], authorization_response=landed, state=state, code_verifier=verifier
    )
    assert (token["mall_id"], token["scopes"], token["shop_no"]) == (mall.host, SCOPES, "1")
    renewed = session.refresh_token(told["token_endpoint"])
    assert renewed["access_token"] != token["access_token"]
    assert session.revoke_token(told["revocation_endpoint"], renewed["refresh_token"]).status_code == 200
    assert AccessToken.objects.count() == 0
