"""Which addresses a code may be sent to: those registered, letter by letter, and below a whole domain (R2.30, R9.9).

A registered URL that is only scheme and host covers its sub-domains and paths. What it covers is kept narrow, because
browsers and URL parsers read odd addresses differently: lower-case host, no user name, the same port, no query, and a
path of plain segments (no `//`, no `..`, nothing percent-encoded). An address that needs more is registered itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

WHOLE_DOMAIN: Final = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#@\\]+?)(?P<port>:\d+)?/?", re.IGNORECASE)
LABELS: Final = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+")
PLAIN_PATH: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*/?")
NUMBERS: Final = re.compile(r"[\d.]+|\[.*\]")


def is_registered(asked: str, registered: Iterable[str]) -> bool:
    """Whether a code may be sent to `asked`: it is one of the registered URLs, or one of them covers it."""
    return any(asked == one or _covers(one, asked) for one in registered)


def _covers(registered: str, asked: str) -> bool:
    domain = WHOLE_DOMAIN.fullmatch(registered)
    if domain is None:
        return False
    host, port = domain["host"].lower(), domain["port"] or ""
    start = f"{domain['scheme'].lower()}://"
    if not asked.startswith(start):
        return False
    authority, slash, rest = asked[len(start) :].partition("/")
    return _is_at_or_below(authority, host, port) and PLAIN_PATH.fullmatch(slash + rest) is not None


def _is_at_or_below(authority: str, host: str, port: str) -> bool:
    """The host itself with its port, or a sub-domain of it; numbers and single names (`localhost`) have none."""
    if authority == host + port:
        return True
    below = authority.removesuffix(f".{host}{port}")
    has_subdomains = "." in host and not NUMBERS.fullmatch(host)
    return has_subdomains and below != authority and LABELS.fullmatch(f"{below}.") is not None


def origin_of(url: str) -> str:
    """Scheme and host with port, as a Content-Security-Policy names a place."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
