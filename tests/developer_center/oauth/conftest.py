"""An app for sale, a merchant's browser, and the app's server."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts.models import Mall
from developer_center.models import App
from tests.cast import Cast
from tests.factories_apps import AppFactory

REDIRECT = "https://app.example.com/callback"  # what AppFactory registers
SCOPES = ["mall.read_product", "mall.write_product", "mall.read_order", "mall.read_store"]
AUTHORIZE = "/api/v2/oauth/authorize"
TOKEN = "/api/v2/oauth/token"
REVOKE = "/api/v2/oauth/revoke"


@dataclass
class AppServer:
    """The server of an app, which calls the mall's API host unless told otherwise."""

    app: App
    host: str = ""

    def post(self, path: str, form: dict[str, str], *, basic: bool = True, **headers: Any) -> HttpResponse:
        client = Client(HTTP_HOST=headers.pop("host", self.host) or settings.PLATFORM_HOST, enforce_csrf_checks=True)
        if basic:
            headers.setdefault("HTTP_AUTHORIZATION", basic_header(self.app))
        content_type = "application/x-www-form-urlencoded"
        return client.post(path, urlencode(form), content_type=content_type, **headers)

    def exchange(self, code: str, **more: Any) -> HttpResponse:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        return self.post(TOKEN, form | more.pop("form", {}), **more)

    def refresh(self, token: str, **more: Any) -> HttpResponse:
        return self.post(TOKEN, {"grant_type": "refresh_token", "refresh_token": token}, **more)

    def revoke(self, token: str, **more: Any) -> HttpResponse:
        return self.post(REVOKE, {"token": token}, **more)


def basic_header(app: App, *, scheme: str = "Basic", secret: str = "") -> str:
    pair = f"{app.client_id}:{secret or app.reveal('secret')}"
    return f"{scheme} {base64.b64encode(pair.encode()).decode()}"


def wish(app: App, **changes: str) -> str:
    """The address that an app sends a merchant to; a parameter that is `-` is left out."""
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "state": "a-state",
        "redirect_uri": REDIRECT,
        "scope": "mall.read_product,mall.read_store",
    } | changes
    return f"{AUTHORIZE}?{urlencode({name: value for name, value in query.items() if value != '-'})}"


def answer_in(response: HttpResponse) -> dict[str, str]:
    """What a redirect to the app tells it."""
    assert response.status_code == 302, response.content[:500]
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


@pytest.fixture
def sold(rows: None) -> App:
    """An app for sale of somebody who works in no mall."""
    return AppFactory(name="Order helper", scopes=SCOPES)


@pytest.fixture
def server(sold: App) -> AppServer:
    return AppServer(sold)


@pytest.fixture
def owner(client: Client, cast: Cast) -> Client:
    """The owner's browser on the platform host."""
    cast.sign_in(client, "owner")
    return client


@pytest.fixture
def give_code(owner: Client, sold: App) -> Callable[..., str]:
    """A code that the owner just agreed to."""

    def agree(**changes: str) -> str:
        return answer_in(owner.post(wish(sold, **changes), {"answer": "agree"}))["code"]

    return agree


@pytest.fixture
def api_host(mall: Mall) -> str:
    return f"{mall.host}.{settings.API_DOMAIN}"
