"""Sign a browser in, and take pictures of pages to be looked at."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Page

from accounts.models import Mall
from tests.live import LiveServer

SHOTS = os.environ.get("SCREENSHOTS", "")
_language_cookies: dict[str, str] = {}  # by address of the server


def sign_in(page: Page, site: LiveServer, mall: Mall) -> None:
    """As the mall's owner."""
    client = Client()
    client.force_login(mall.operators.get(is_owner=True).user)
    cookie = {"name": site.cookie_name("SESSION_COOKIE_NAME"), "value": client.session.session_key, "url": site.url}
    page.context.add_cookies([cookie])
    _language_cookies[site.url] = site.cookie_name("LANGUAGE_COOKIE_NAME")


def look(page: Page, name: str) -> None:
    """With SCREENSHOTS=/folder: the page at two widths in two languages, to be looked at."""
    if not SHOTS:
        return
    base = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    for language in ("en", "ko"):
        page.context.add_cookies([{"name": _language_cookies[base], "value": language, "url": base}])
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            page.screenshot(path=f"{SHOTS}/{name}-{language}-{width}.png", full_page=True)
    page.context.add_cookies([{"name": _language_cookies[base], "value": "en", "url": base}])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
