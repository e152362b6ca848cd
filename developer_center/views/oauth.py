"""The endpoints that an app's server calls: token, revoke, and the description of both (wire contract 1.2 to 1.4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import oauth_view, public_view
from accounts.middleware.bad_input import is_unclean
from developer_center.domain.authorize import PATH, issuer
from developer_center.domain.client_credentials import basic_credentials
from developer_center.domain.issue_tokens import MALL_HOST, PARAMETERS, Answer, answer_revocation, answer_token_request
from developer_center.scopes import ALL_SCOPES

LONGEST: Final = 2000
CHALLENGE: Final = 'Basic realm="oauth", charset="UTF-8"'
DESCRIPTIONS: Final = {
    "invalid_client": "Invalid client_secret",
    "invalid_grant": "Invalid grant",
    "invalid_scope": "Invalid scope",
    "unsupported_grant_type": "grant_type must be authorization_code or refresh_token",
    "unauthorized_client": "The app may not use this grant",
    "invalid_request": "The request is not complete",
}
CLIENT_AUTH: Final = ["client_secret_basic", "client_secret_post", "none"]


@oauth_view
@sensitive_post_parameters("client_secret", "code", "refresh_token", "code_verifier")
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code or a refresh token for tokens (wire contract 1.2)."""
    return _answer(request, answer_token_request)


@oauth_view
@sensitive_post_parameters("client_secret", "token")
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Revoke a token and its partner (wire contract 1.3, RFC 7009)."""
    return _answer(request, answer_revocation)


@public_view
@require_safe
def metadata(_request: HttpRequest) -> HttpResponse:
    """RFC 8414, on the platform host alone: the issuer must be the host it is asked of."""
    return JsonResponse(
        {
            "issuer": issuer(),
            "authorization_endpoint": f"{issuer()}{PATH}/authorize",
            "token_endpoint": f"{issuer()}{PATH}/token",
            "revocation_endpoint": f"{issuer()}{PATH}/revoke",
            "scopes_supported": sorted(ALL_SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": CLIENT_AUTH,
            "revocation_endpoint_auth_methods_supported": CLIENT_AUTH,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


def _answer(request: HttpRequest, ask: Callable[[HttpRequest], Answer]) -> HttpResponse:
    complaint = _complaint(request)
    if complaint:
        body, status = {"error": "invalid_request", "error_description": complaint}, int(HTTPStatus.BAD_REQUEST)
    else:
        request.META[MALL_HOST] = _mall_host(request)
        text, status = ask(request)
        body = _described(json.loads(text)) if text else {}
    response = JsonResponse(body, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = CHALLENGE  # whatever way the app tried, this one works
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    return response


def _complaint(request: HttpRequest) -> str:
    """What is wrong with the shape of a request, empty where nothing is (security.md F18)."""
    given = [(name, values) for name, values in request.POST.lists() if name in PARAMETERS]
    if any(len(values) > 1 for _name, values in given):
        return "A parameter is given twice"
    basic = basic_credentials(request.headers.get("Authorization", ""))
    texts = [value for _name, values in given for value in values]
    texts += [basic.client_id, basic.secret] if basic else []
    if any(len(text) > LONGEST or is_unclean(text) for text in texts):
        return "A parameter is too long or has characters that nothing here has"
    return ""


def _described(body: dict[str, Any]) -> dict[str, Any]:
    """An error with a text for people; clients go by its name."""
    if "error" not in body:
        return body
    described = {"error": body["error"], "error_description": body.get("error_description", "")}
    described["error_description"] = described["error_description"] or DESCRIPTIONS.get(body["error"], body["error"])
    return described


def _mall_host(request: HttpRequest) -> str:
    """The mall that the host names; `-` where it names one that no mall can have."""
    if getattr(request, "host_kind", "platform") == "platform":
        return ""
    return str(getattr(request, "mall_host", "")) or "-"
