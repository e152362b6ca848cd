"""All URLs of both kinds of host, read from the resolver, so that a new one is walked without a line of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from accounts.audience import audience_of

FOREIGN_ID = 987_654_321  # each of mall B's rows has this key where the tests make them

FOREIGN_NUMBER = "98765432-1000000"  # an order number that no row of mall A has

# Views of others: audience by module of the view. What is not here and states no audience fails the walk.
AUDIENCE_OF_MODULE = {
    "allauth.mfa.base.views": "signed_in",
    "allauth.mfa.totp.views": "signed_in",
    "allauth.mfa.recovery_codes.views": "signed_in",
    "allauth.mfa.webauthn.views": "signed_in",
    "allauth.account.views": "signed_in",
    "django.contrib.contenttypes.views": "staff",
}
# Pages of allauth that somebody half signed in must reach.
PUBLIC_NAMES = {"mfa_authenticate", "mfa_login_webauthn", "mfa_trust", "account_login", "account_reauthenticate"}
SAMPLES: dict[str, Any] = {
    "IntConverter": FOREIGN_ID,
    "StringConverter": str(FOREIGN_ID),
    "SlugConverter": str(FOREIGN_ID),
    "PathConverter": str(FOREIGN_ID),
    "UUIDConverter": uuid.UUID(int=FOREIGN_ID),
    "NumberConverter": FOREIGN_NUMBER,
}


@dataclass(frozen=True)
class Page:
    """One URL: where it is, whose it is, and a sample address that names mall B's rows."""

    host_kind: str
    path: str
    name: str
    view: Callable[..., Any]
    audience: str

    @property
    def has_ids(self) -> bool:
        samples = (str(FOREIGN_ID), str(uuid.UUID(int=FOREIGN_ID)), FOREIGN_NUMBER)
        return any(sample in self.path for sample in samples)

    def __str__(self) -> str:
        return f"{self.host_kind} {self.path}"


def all_pages() -> list[Page]:
    platform = walk("platform", get_resolver(settings.ROOT_URLCONF), "/", "")
    return [*platform, *walk("mall", get_resolver(settings.MALL_URLCONF), "/", "")]


def walk(host_kind: str, resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        path = prefix + sample(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(host_kind, entry, path, entry.namespace or namespace)
        else:
            yield page(host_kind, entry, path, namespace)


def page(host_kind: str, entry: URLPattern, path: str, namespace: str) -> Page:
    name = f"{namespace}:{entry.name}" if namespace else str(entry.name)
    return Page(host_kind, path, name, entry.callback, audience(entry, namespace))


def audience(entry: URLPattern, namespace: str) -> str:
    stated = audience_of(entry.callback)
    if stated:
        return stated
    if namespace == "admin":
        return "staff"
    if entry.name in PUBLIC_NAMES:
        return "public"
    return AUDIENCE_OF_MODULE.get(getattr(entry.callback, "__module__", ""), "")


def sample(pattern: Any) -> str:
    """The route with its parameters filled in."""
    if not isinstance(pattern, RoutePattern):
        return regex_sample(str(pattern))
    route = str(pattern)
    for name, converter in pattern.converters.items():
        value = SAMPLES.get(type(converter).__name__)
        text = converter.to_url(value) if value is not None else str(FOREIGN_ID)
        for placeholder in (f"<{name}>", *(f"<{kind}:{name}>" for kind in kinds(route, name))):
            route = route.replace(placeholder, text)
    return route


def kinds(route: str, name: str) -> list[str]:
    return [
        part.partition(">")[0].partition(":")[0]
        for part in route.split("<")
        if part.startswith("") and f":{name}>" in part
    ]


def regex_sample(pattern: str) -> str:
    """Regular expressions stand only in Django's and allauth's URLs, with one group at most."""
    text = pattern.lstrip("^").rstrip("$").removesuffix("\\Z")
    start, end = text.find("("), text.rfind(")")
    return text if start < 0 else text[:start] + str(FOREIGN_ID) + text[end + 1 :]
