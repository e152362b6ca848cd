"""Who is let in: the token, the host, the bucket and the scope of a call, in this order (wire contract 2.5, 2.6)."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.middleware.bad_input import is_unclean
from developer_center.api.contract.index import Operation
from developer_center.api.errors import ApiError
from developer_center.api.throttle import Turn, take_turn
from developer_center.queries import callers
from developer_center.queries.callers import Caller, TokenRefused, caller_of

LONGEST_TOKEN: Final = 512
REFUSALS: Final = {
    callers.UNKNOWN: (401, "Invalid access_token (invalid_token)"),
    callers.EXPIRED: (401, "access_token time expired. (invalid_token)"),  # clients compare this text
    callers.NEEDS_CONSENT: (403, "This app is deleted. Receive the consent of the operator again."),
    callers.OPERATOR_GONE: (401, "Invalid access_token: its operator has no place in this mall (invalid_token)"),
    callers.MALL_CLOSED: (403, "This mall is closed."),
}


def admit(request: HttpRequest) -> Caller:
    """The caller, by the bearer token. Raises ApiError: 401 or 403."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise ApiError(403, "It is not the https protocol.")
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _challenge(ApiError(401, "Authority to access is not valid. (no access_token)"))
    if len(token) > LONGEST_TOKEN or is_unclean(token):
        raise _challenge(ApiError(*REFUSALS[callers.UNKNOWN]))
    try:
        caller = caller_of(token, timezone.now())
    except TokenRefused as refused:
        raise _challenge(ApiError(*REFUSALS[refused.reason])) from None
    named = getattr(request, "mall_host", "")
    if getattr(request, "host_kind", "platform") != "platform" and named != caller.mall_host:
        raise _challenge(ApiError(*REFUSALS[callers.UNKNOWN]))
    return caller


def take_place(caller: Caller, operation: Operation) -> Turn:
    """The caller's place in the bucket. Raises ApiError 429, whose headers say how long to wait."""
    turn = take_turn(caller.mall_id, caller.app_id, operation)
    if not turn.is_granted:
        error = ApiError(429, "Too many requests: the bucket of calls is full.")
        error.headers = turn.headers
        raise error
    return turn


def check_scope(caller: Caller, operation: Operation) -> None:
    """Refuse what was not consented to: 404 that names the scope (R9.5), or 403 where so set (R9.20)."""
    if operation.scope not in caller.scopes:
        raise ApiError(
            settings.API_SCOPE_STATUS,
            f"Permission unauthorized. The scope {operation.scope} is missing. (insufficient_scope)",
        )


def _challenge(error: ApiError) -> ApiError:
    if error.status == 401:
        error.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return error
