"""Where a code may be sent: exactly what is registered, and below a whole domain (R2.30, R9.9, RFC 9700 2.1)."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from developer_center.redirects import is_registered, origin_of
from tests.developer_center.oauth.conftest import wish
from tests.factories_apps import AppFactory

pytestmark = pytest.mark.django_db

EXACT = "https://app.example.com/oauth/callback?kind=cafe24"
WHOLE = "https://shop.example.com"

MUTATED = [
    # an exact URL, changed by little
    "https://app.example.com/oauth/callback",
    "https://app.example.com/oauth/callback?kind=cafe24&x=1",
    "https://app.example.com/oauth/callback/?kind=cafe24",
    "https://app.example.com/oauth/Callback?kind=cafe24",
    "https://APP.example.com/oauth/callback?kind=cafe24",
    "http://app.example.com/oauth/callback?kind=cafe24",
    "https://app.example.com:443/oauth/callback?kind=cafe24",
    "https://app.example.com:8443/oauth/callback?kind=cafe24",
    "https://app.example.com/oauth/callback?kind=cafe24#x",
    "https://app.example.com/oauth/../oauth/callback?kind=cafe24",
    "https://app.example.com//oauth/callback?kind=cafe24",
    "https://app.example.com/oauth%2Fcallback?kind=cafe24",
    "https://app.example.com.evil.example/oauth/callback?kind=cafe24",
    "https://x.app.example.com/oauth/callback?kind=cafe24",
    "https://user@app.example.com/oauth/callback?kind=cafe24",
    # below a whole domain, changed so that somebody reads it as another place
    "https://evil.example",
    "https://evilshop.example.com",
    "https://shop.example.com.evil.example",
    "https://shop.example.com@evil.example",
    "https://evil.example/@shop.example.com",
    "https://evil.example#.shop.example.com",
    "https://evil.example?.shop.example.com",
    "https://evil.example\\.shop.example.com",
    "https://evil.example\\@shop.example.com",
    "https://shop.example.com\\@evil.example",
    "https://shop.example.com:8443",
    "https://shop.example.com:443/cb",
    "https://shop.example.com:",
    "http://shop.example.com/cb",
    "https://a@shop.example.com/cb",
    "https://:@shop.example.com/cb",
    "https://shop.example.com/../cb",
    "https://shop.example.com/a/./b",
    "https://shop.example.com/%2e%2e/cb",
    "https://shop.example.com/a%2fb",
    "https://shop.example.com//evil.example",
    "https://shop.example.com/a//b",
    "https://shop.example.com/cb?next=https://evil.example",
    "https://shop.example.com/cb#x",
    "https://shop.example.com/cb;x",
    "https://shop.example.com./cb",
    "https://.shop.example.com/cb",
    "https://a..shop.example.com/cb",
    "https://-a.shop.example.com/cb",
    "https://evil.example%2f.shop.example.com/cb",
    "https://evil.example%00.shop.example.com/cb",
    "https://evil.example/.shop.example.com",
    "https://SHOP.example.com/cb",
    "https:/shop.example.com/cb",
    "https:shop.example.com/cb",
    "//shop.example.com/cb",
    "/cb",
    "javascript:alert(1)//shop.example.com",
    "https://example.com/cb",
    "https://xn--shop.example.com.evil.example/",
    "https://evil.example\t.shop.example.com/cb",
    " https://shop.example.com/cb",
    "https://shop.example.com/cb\n",
    "https://ⓢhop.example.com/cb",
]
FITTING = [
    EXACT,
    WHOLE,
    "https://shop.example.com/",
    "https://shop.example.com/oauth/callback",
    "https://shop.example.com/a.b/c-d_e~f/",
    "https://kr.shop.example.com/cb",
    "https://a.b.shop.example.com",
]


@pytest.mark.parametrize("uri", MUTATED)
def test_a_mutated_address_gets_an_error_page_and_nobody_is_sent_there(owner: Client, uri: str):
    app = AppFactory(redirect_urls=[EXACT, WHOLE])
    for response in (owner.get(wish(app, redirect_uri=uri)), owner.post(wish(app, redirect_uri=uri))):
        assert response.status_code == 400
        assert "Location" not in response
        assert uri not in response.content.decode()


@pytest.mark.parametrize("uri", FITTING)
def test_a_fitting_address_gets_the_consent_page_and_the_code(owner: Client, uri: str):
    """R2.30, and R2.33: a whole domain covers its sub-domains."""
    app = AppFactory(redirect_urls=[EXACT, WHOLE])
    assert owner.get(wish(app, redirect_uri=uri)).status_code == 200
    agreed = owner.post(wish(app, redirect_uri=uri), {"answer": "agree"})
    assert agreed["Location"].startswith(f"{uri}{'&' if '?' in uri else '?'}code=")


@pytest.mark.parametrize(
    ("registered", "asked", "fits"),
    [
        ("https://example.com:8443", "https://a.example.com:8443/x", True),
        ("https://example.com:8443", "https://a.example.com/x", False),
        ("https://Example.com", "https://a.example.com/x", True),
        ("https://example.com/", "https://example.com/x", True),
        ("https://com", "https://evil.com/x", False),
        ("https://10.0.0.1", "https://9.10.0.0.1/x", False),
        ("https://10.0.0.1", "https://10.0.0.1/x", True),
        ("http://localhost:3000", "http://localhost:3000/cb", True),
        ("http://localhost:3000", "http://evil.localhost:3000/cb", False),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3001/cb", False),
        ("https://example.com?x=1", "https://example.com/cb", False),
        ("https://example.com/cb", "https://example.com/cb/more", False),
    ],
)
def test_what_a_registered_address_covers(registered: str, asked: str, fits: bool):
    assert is_registered(asked, [registered]) is fits


def test_an_origin_is_scheme_and_host():
    assert origin_of("https://app.example.com:8443/a?b=https://x.example") == "https://app.example.com:8443"


def test_without_an_address_the_only_registered_one_is_meant(owner: Client):
    app = AppFactory(redirect_urls=["https://one.example/cb"])
    agreed = owner.post(wish(app, redirect_uri="-"), {"answer": "agree"})
    assert agreed["Location"].startswith("https://one.example/cb?code=")
    app.redirect_urls = ["https://one.example/cb", "https://two.example/cb"]
    app.save(update_fields=["redirect_urls"])
    assert owner.get(wish(app, redirect_uri="-")).status_code == 400


def test_an_app_without_addresses_sends_nobody_anywhere(owner: Client):
    app = AppFactory(redirect_urls=[])
    assert owner.get(wish(app, redirect_uri="-")).status_code == 400
    assert owner.get(wish(app, redirect_uri=quote("https://x.example"))).status_code == 400
