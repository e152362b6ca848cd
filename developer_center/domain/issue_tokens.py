"""The token endpoint: django-oauth-toolkit's rules, hardened (design 10, security.md 0.1 and 2.4).

What the toolkit lacks and this adds: one lock per code and per refresh token, then one per installation, so that of
parallel uses exactly one wins and nothing is left over; a replayed code ends its family; a refresh token that comes
twice within ten seconds is refused and no more; families end after 90 days; people, malls and installations that are
no longer in good standing get nothing; codes are kept as checksums like tokens.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request
from oauthlib.oauth2 import WebApplicationServer
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from accounts.jobs.schedule import SEOUL
from accounts.prepared import Given, PreparedQuery
from developer_center.domain import end_tokens
from developer_center.domain.client_credentials import credentials_of, is_basic
from developer_center.domain.locks import held_installation, hold_person
from developer_center.models import AccessToken, App, Grant, Installation, RefreshToken, UsedCode
from developer_center.models.oauth import checksum_of
from developer_center.queries.standing import may_call, still_allowed

MALL_HOST: Final = "developer_center.mall_host"
DOUBLE_SUBMIT: Final = dt.timedelta(seconds=10)
PARAMETERS: Final = frozenset(
    {
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "refresh_token",
        "scope",
        "client_id",
        "client_secret",
        "token",
        "token_type_hint",
    }
)
SHOP_NO: Final = "1"

Answer = tuple[str, int]


def split_scopes(text: str) -> list[str]:
    """Scopes as they come in the wild: by comma, blank or both (wire contract 1.1)."""
    return [name for name in re.split(r"[,\s]+", text) if name]


def wire_time(at: dt.datetime) -> str:
    """`2026-03-01T14:00:00.000`: Korean time with three decimals and no offset (wire contract 1.2)."""
    return at.astimezone(SEOUL).replace(tzinfo=None).isoformat(timespec="milliseconds")


class Validator(OAuth2Validator):  # type: ignore[misc]  # the toolkit has no types
    """Who may have a token, and what it is answered with."""

    # --- The client --------------------------------------------------------------------------------------------

    def client_authentication_required(self, request: Request, *_args: Any, **_kwargs: Any) -> bool:
        """Whoever sends a secret is held to it; without one only public apps go on."""
        if is_basic(_header(request)) or request.client_secret:
            return True
        app = self._load_application(request.client_id, request)
        return app is None or not app.is_public

    def authenticate_client(self, request: Request, *_args: Any, **_kwargs: Any) -> bool:
        """Basic or form, compared in constant time."""
        given = credentials_of(_header(request), request.client_id or "", request.client_secret or "")
        app = self._load_application(given.client_id, request) if given else None
        return given is not None and app is not None and app.has_secret(given.secret)

    def _load_application(self, client_id: str | None, request: Request) -> App | None:
        request.client = APPS.first(client_id=client_id or "")
        found: App | None = request.client
        return found

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """For apps without a secret; Cafe24's web apps send none (docs/adr/0041-oauth.md). Sent, it is enforced."""
        return bool(request.client.is_public)

    # --- A code ------------------------------------------------------------------------------------------------

    def validate_code(self, client_id: str, code: str, client: App, request: Request, *_args: Any, **_kw: Any) -> bool:
        """Find the code and hold its installation; one that was used before ends what it gave."""
        grant = _held_grant(client, code)
        if grant is None:
            end_tokens.revoke_replayed(client, code)
            raise InvalidGrantError("Invalid code", request=request)
        if grant.is_expired() or not _is_let_in(grant.installation, grant, request):
            raise InvalidGrantError("Invalid code", request=request)
        request.grant, request.installation, request.user = grant, grant.installation, grant.user
        request.scopes = still_allowed(grant.scope.split(), grant.installation)
        return True

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return request.grant.code_challenge or None

    def get_code_challenge_method(self, code: str, request: Request) -> str | None:
        return request.grant.code_challenge_method or None

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: App, request: Request, *_args: Any, **_kwargs: Any
    ) -> bool:
        """Letter by letter the one of the authorization request (RFC 6749 4.1.3)."""
        if request.grant.redirect_uri != redirect_uri:
            raise InvalidGrantError("Invalid redirect_uri", request=request)
        return True

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *_a: Any, **_kw: Any) -> None:
        """Remember the code with the family it gave, and drop it."""
        UsedCode.objects.create(checksum=checksum_of(code), app=request.client, token_family=request.token_family)
        request.grant.delete()

    # --- A refresh token ---------------------------------------------------------------------------------------

    def validate_refresh_token(self, refresh_token: str, client: App, request: Request, *_args: Any, **_k: Any) -> bool:
        """Once, within its time, by the app it was given to; a later replay ends its family."""
        token = _held_refresh_token(client, refresh_token)
        if token is None or not _is_usable(token) or not _is_let_in(token.installation, token, request):
            raise InvalidGrantError("Invalid refresh_token", request=request)
        request.user, request.installation = token.user, token.installation
        request.refresh_token, request.refresh_token_instance = refresh_token, token
        request.scopes_before = still_allowed(token.access_token.scope.split(), token.installation)
        return True

    def get_original_scopes(self, refresh_token: str, request: Request, *_args: Any, **_kwargs: Any) -> list[str]:
        scopes: list[str] = request.scopes_before
        return scopes

    # --- What is issued ----------------------------------------------------------------------------------------

    def _create_access_token(
        self, expires: dt.datetime, request: Request, token: dict[str, Any], source_refresh_token: Any = None
    ) -> AccessToken:
        access = AccessToken(
            user=request.user,
            scope=token["scope"],
            expires=expires,
            application=request.client,
            source_refresh_token=source_refresh_token,
            installation=request.installation,
        )
        self._set_token_value(access, token["access_token"])
        access.save(force_insert=True)
        return access

    def _create_refresh_token(
        self, request: Request, code: str, access_token: AccessToken, previous: RefreshToken | None
    ) -> RefreshToken:
        refresh = RefreshToken(
            user=request.user,
            application=request.client,
            access_token=access_token,
            token_family=previous.token_family if previous else uuid.uuid4(),
            installation=request.installation,
            family_began_at=previous.family_began_at if previous else timezone.now(),
        )
        self._set_token_value(refresh, code)
        refresh.save(force_insert=True)
        request.token_family = refresh.token_family
        return refresh

    def save_bearer_token(self, token: dict[str, Any], request: Request, *_args: Any, **_kwargs: Any) -> None:
        """Put a pair in the place of the one that was shown, and say what the contract wants said of it.

        The toolkit's own way reads all rows again; here their installation is held since they were read.
        """
        previous: RefreshToken | None = getattr(request, "refresh_token_instance", None)
        if previous is not None:
            end_tokens.end_pair(previous)
        expires = timezone.now() + dt.timedelta(seconds=token["expires_in"])
        access = self._create_access_token(expires, request, token, source_refresh_token=previous)
        refresh = self._create_refresh_token(request, token["refresh_token"], access, previous)
        scopes = token.pop("scope").split()
        token.update(
            expires_at=wire_time(access.expires),
            refresh_token_expires_at=wire_time(refresh.ends_at),
            client_id=request.client.client_id,
            mall_id=request.installation.mall.host,
            user_id=request.user.login_id,
            scopes=scopes,
            issued_at=wire_time(access.created),
            shop_no=SHOP_NO,
        )

    # --- Revoking ----------------------------------------------------------------------------------------------

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *_args: Any, **_kwargs: Any) -> None:
        """RFC 7009; the hint is not needed to find a token."""
        end_tokens.revoke_token(request.client, token, _mall_host(request))


class Core(OAuthLibCore):  # type: ignore[misc]  # the toolkit has no types
    """Hands oauthlib the parameters of the contract and no others: it would take `user` or `client` from a form."""

    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        given = [(name, str(value)) for name, value in request.POST.items() if name in PARAMETERS]
        return [(name, " ".join(split_scopes(value)) if name == "scope" else value) for name, value in given]


def answer_token_request(request: HttpRequest) -> Answer:
    """Exchange a code or a refresh token; the body as JSON text and the status. Refusals commit what they revoked."""
    used = request.POST.get("code") or request.POST.get("refresh_token") or ""
    with transaction.atomic():
        _lock(used)
        _uri, _headers, body, status = _core().create_token_response(request)
    return body, status


def answer_revocation(request: HttpRequest) -> Answer:
    """Revoke a token; 200 whatever became of it, an error where the client is not known."""
    _uri, _headers, body, status = _core().create_revocation_response(request)
    return body or "", status


def _core() -> Core:
    kwargs = {name: oauth2_settings.server_kwargs[name] for name in ("token_expires_in", "token_generator")}
    return Core(WebApplicationServer(Validator(), **kwargs))


def _lock(token: str) -> None:
    key = int.from_bytes(hashlib.sha256(token.encode(errors="replace")).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _held_grant(client: App, code: str) -> Grant | None:
    """The code's row, with its installation as it was locked."""
    rows = Grant.objects.filter(code=checksum_of(code), application=client)
    installation = _held_for(rows.values_list("user_id", "installation_id").first())
    grant = rows.select_related("user__operator").first() if installation else None
    if grant is not None:
        grant.installation = installation
    return grant


def _held_refresh_token(client: App, token: str) -> RefreshToken | None:
    """The token's row, with its installation as it was locked."""
    shown = {"checksum": checksum_of(token), "app_id": client.pk}
    installation = _held_for(HOLDERS.first(**shown))
    found = REFRESH_TOKENS.first(**shown) if installation else None
    if found is not None:
        found.installation = installation
    return found


def _refresh_tokens() -> QuerySet[RefreshToken]:
    rows: QuerySet[RefreshToken] = RefreshToken.objects.filter(
        token_checksum=Given("checksum"), application=Given("app_id")
    )
    return rows.order_by("pk")


APPS: Final[PreparedQuery[App]] = PreparedQuery(lambda: App.objects.filter(client_id=Given("client_id")))
HOLDERS: Final[PreparedQuery[tuple[int, int]]] = PreparedQuery(
    lambda: _refresh_tokens().values_list("user_id", "installation_id")
)
REFRESH_TOKENS: Final[PreparedQuery[RefreshToken]] = PreparedQuery(
    lambda: _refresh_tokens().select_related("user__operator", "access_token")
)


def _held_for(keys: tuple[int, int] | None) -> Installation | None:
    if keys is None:
        return None
    user_id, installation_id = keys
    hold_person(user_id)
    return held_installation(installation_id)


def _is_usable(token: RefreshToken) -> bool:
    now = timezone.now()
    if token.revoked is not None:
        if not _is_double_submit(token, now):
            end_tokens.end_family(token.token_family)
        return False
    if token.family_began_at + RefreshToken.FAMILY_LIVES_FOR <= now:
        end_tokens.end_family(token.token_family)
        return False
    return token.access_token is not None and now < token.ends_at


def _is_double_submit(token: RefreshToken, now: dt.datetime) -> bool:
    """An honest client that sends twice: the token gave its successor a moment ago."""
    was_used = AccessToken.objects.filter(source_refresh_token=token).exists()
    return was_used and bool(now - token.revoked < DOUBLE_SUBMIT)


def _is_let_in(installation: Installation, row: Grant | RefreshToken, request: Request) -> bool:
    asked_on = _mall_host(request)
    return may_call(installation, row.user) and asked_on in {"", installation.mall.host}


def _header(request: Request) -> str:
    return str(request.headers.get("Authorization") or "")


def _mall_host(request: Request) -> str:
    """The mall whose host was asked, as the view put it there; empty on the platform host."""
    return str(request.headers.get(MALL_HOST) or "")
