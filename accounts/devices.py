"""The cookie by which a browser is known again: random tokens, one per ID that signed in there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.domain.sign_in import TOKENS_PER_BROWSER

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{32}\Z")
MAX_AGE_SECONDS = 180 * 24 * 3600


def device_tokens(request: HttpRequest) -> list[str]:
    """The tokens that a browser shows; anything that is not one of ours in shape is passed over."""
    parts = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "").split(".")
    return [part for part in parts if WELL_FORMED.match(part)][:TOKENS_PER_BROWSER]


def set_device_tokens(response: HttpResponse, tokens: Sequence[str]) -> None:
    """Give them to the browser, out of the reach of scripts."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join(tokens),
        max_age=MAX_AGE_SECONDS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
