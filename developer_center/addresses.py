"""Which addresses an app may name: https, in development http on this machine too (R2.8, R2.9, R2.31, R2.32, R9.9)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from developer_center.models import URL_MOST_BYTES

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
ALLOWED: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


class AddressRefused(ValueError):
    """What is wrong with an address, for whoever typed it."""


def checked(url: str, *, takes_fragment: bool = False) -> str:
    """The address as it was typed, without white space around it. Raises AddressRefused, naming the rule."""
    url = url.strip()
    if len(url.encode()) > URL_MOST_BYTES:
        raise AddressRefused(_("An address has at most %(bytes)d bytes.") % {"bytes": URL_MOST_BYTES})
    if not ALLOWED.fullmatch(url):
        raise AddressRefused(_("An address has no spaces, and other letters than a-z are written percent-encoded."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("This is not a whole address. Example: https://app.example.com:8443/start")) from error
    if not _is_allowed_scheme(parts):
        raise AddressRefused(_("The address must begin with https://. http:// is not supported."))
    if not _has_host(parts) or port == 0:
        raise AddressRefused(_("This is not a whole address. Example: https://app.example.com:8443/start"))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("An address carries no user name and no password."))
    if "#" in url and not takes_fragment:
        raise AddressRefused(_("An address carries no part behind a “#”."))
    return url


def is_whole_domain(url: str) -> bool:
    """Whether a Redirect URL is only scheme and host, and so covers sub-domains and paths (R9.9)."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _has_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return host in LOOPBACK or (bool(HOST.fullmatch(host)) and _can_be_called(host))


def _can_be_called(host: str) -> bool:
    """Whether international labels ("xn--...") stand for a name; a client raises over what they do not."""
    try:
        return bool(httpx.URL(scheme="https", host=host).host)
    except (httpx.InvalidURL, UnicodeError):
        return False


def _is_allowed_scheme(parts: SplitResult) -> bool:
    if parts.scheme == "https":
        return True
    return parts.scheme == "http" and settings.ALLOWS_LOOPBACK_APPS and parts.hostname in LOOPBACK
