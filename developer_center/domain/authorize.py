"""The authorization request: read, judged, and answered by redirect (wire contract 1.1, RFC 6749 4.1, 7636, 9207).

oauthlib judges client, Redirect URL, response type, scopes and PKCE. What it does not do is done here: scopes by comma,
`state` byte for byte as it came, `iss` in every answer, S256 alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import generate_token, urlencoded
from oauthlib.oauth2 import WebApplicationServer
from oauthlib.oauth2.rfc6749 import errors

from accounts.middleware.bad_input import is_unclean
from accounts.models import User
from developer_center.domain.issue_tokens import Validator, split_scopes
from developer_center.models import App, Grant, Installation
from developer_center.models.oauth import checksum_of

PATH: Final = "/api/v2/oauth"  # on every host, and below no shop's prefix
S256: Final = "S256"
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
MOST_QUERY_CHARACTERS: Final = 8000
JUDGED: Final = ("response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method")
ONCE: Final = frozenset({*JUDGED, "scope", "state", "mall_id"})


class Untrusted(Exception):
    """The request names no app or no address of it: the browser is not sent anywhere (RFC 6749 4.1.2.1)."""


class Refused(Exception):
    """An error that the app is told of: an RFC 6749 name and a description."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True)
class Wish:
    """What an app asks for. `state` is as it stood in the query; `refusal` is for the app to read."""

    app: App
    redirect_uri: str
    state: str | None
    mall_host: str
    scopes: tuple[str, ...] = ()
    code_challenge: str = ""
    refusal: Refused | None = None

    def code_address(self, code: str) -> str:
        """Where the browser goes with the code."""
        return self._address([("code", code)])

    def refusal_address(self, refusal: Refused) -> str:
        """Where the browser goes with an error."""
        told = [("error", refusal.error), ("error_description", refusal.description)]
        return self._address([pair for pair in told if pair[1]])

    def _address(self, answer: list[tuple[str, str]]) -> str:
        state = [] if self.state is None else [f"state={self.state}"]
        parts = [urlencode(answer, quote_via=quote), *state, urlencode({"iss": issuer()}, quote_via=quote)]
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{'&'.join(parts)}"


def issuer() -> str:
    """Who answers: the platform, on whatever host the app asked (RFC 9207)."""
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}"


def read_wish(query: str) -> Wish:
    """Judge a query string. Raises Untrusted; other errors stand in the wish, to be sent once somebody is signed in."""
    given = _parameters(query)
    wanted = {name: given[name] for name in JUDGED if given.get(name)}
    scopes = split_scopes(given.get("scope", ""))
    uri = f"/authorize?{urlencode({**wanted, 'scope': ' '.join(scopes)})}"
    app = App.objects.filter(client_id=given.get("client_id", "")).first()
    if app is None:
        raise Untrusted
    redirect_uri = given.get("redirect_uri") or _only_one_of(app)
    wish = Wish(app, redirect_uri, _raw(query, "state"), given.get("mall_id", "").lower(), tuple(scopes))
    try:
        _server().validate_authorization_request(uri)
        return replace(wish, code_challenge=_challenge(given, scopes))
    except errors.FatalClientError as error:
        raise Untrusted from error
    except errors.OAuth2Error as error:
        return replace(wish, refusal=Refused(error.error, error.description or ""))
    except Refused as refusal:
        return replace(wish, refusal=refusal)


@transaction.atomic
def give_code(wish: Wish, installation: Installation, user: User) -> str:
    """A code for what was consented to, which the caller holds; 60 seconds, kept as its checksum."""
    code: str = generate_token()
    lives_for = oauth2_settings.AUTHORIZATION_CODE_EXPIRE_SECONDS
    Grant.objects.create(
        application=wish.app,
        installation=installation,
        user=user,
        code=checksum_of(code),
        expires=timezone.now() + dt.timedelta(seconds=lives_for),
        redirect_uri=wish.redirect_uri,
        scope=" ".join(wish.scopes),
        code_challenge=wish.code_challenge,
        code_challenge_method=S256 if wish.code_challenge else "",
    )
    return code


def without(query: str, name: str) -> str:
    """The query string without one parameter, all others byte for byte."""
    return "&".join(part for part in query.split("&") if part and part.partition("=")[0] != name)


def _parameters(query: str) -> dict[str, str]:
    if len(query) > MOST_QUERY_CHARACTERS:
        raise Untrusted
    pairs = parse_qsl(query, keep_blank_values=True)
    counted = Counter(name for name, _value in pairs if name in ONCE)
    if any(count > 1 for count in counted.values()) or any(is_unclean(value) for _name, value in pairs):
        raise Untrusted
    return dict(pairs)


def _raw(query: str, name: str) -> str | None:
    """A parameter as it was sent, so that it goes back byte for byte; what no address may hold is percent-encoded."""
    for part in query.split("&"):
        key, _equals, value = part.partition("=")
        if key == name:
            return quote(value, safe="%" + "".join(urlencoded))
    return None


def _only_one_of(app: App) -> str:
    try:
        return app.default_redirect_uri
    except errors.MissingRedirectURIError as error:
        raise Untrusted from error


def _challenge(given: dict[str, str], scopes: list[str]) -> str:
    """The S256 challenge, empty where none was sent. Raises Refused, also where no scope was asked for."""
    if not scopes:
        raise Refused("invalid_scope", "Please enter the scope parameter.")
    challenge, method = given.get("code_challenge", ""), given.get("code_challenge_method", "")
    if not challenge and not method:
        return ""
    if method != S256:
        raise Refused("invalid_request", "code_challenge_method must be S256.")
    if not CHALLENGE.fullmatch(challenge):
        raise Refused("invalid_request", "code_challenge must have 43 characters of base64url.")
    return challenge


def _server() -> WebApplicationServer:
    return WebApplicationServer(Validator())
