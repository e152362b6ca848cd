"""Error pages in the site's look; they need neither a database nor a session."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.cache import add_never_cache_headers

API_PREFIX: Final = "/api/"
OAUTH_PREFIX: Final = "/api/v2/oauth/"
IDLE_BUCKET: Final = {"X-Api-Call-Limit": "0/40", "X-Cafe24-Call-Usage": "0", "X-Cafe24-Time-Usage": "0"}
CONSENT_PAGE: Final = "/api/v2/oauth/authorize"  # the one address below /api/ that people look at


def error_page(request: HttpRequest, status: int, *, template: str = "", **context: object) -> HttpResponse:
    """Render `<status>.html` with the request's id; a shopper's host gets the same words without merchant chrome.

    An app that calls the API gets the same as JSON (wire contract 1.4 and 2.6).
    """
    path = request.path_info
    if path.startswith(API_PREFIX) and path != CONSENT_PAGE:
        return _error_on_the_wire(status, of_oauth=path.startswith(OAUTH_PREFIX))
    values = {
        "request_id": getattr(request, "request_id", ""),
        "is_mall_host": getattr(request, "host_kind", "platform") == "mall",
        "status": status,
        "start_url": get_script_prefix(),
    }
    response = HttpResponse(render_to_string(template or f"{status}.html", values | context), status=status)
    add_never_cache_headers(response)
    return response


def _error_on_the_wire(status: int, *, of_oauth: bool) -> HttpResponse:
    text = HTTPStatus(status).phrase
    if of_oauth:
        error = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request"
        body: dict[str, object] = {"error": error, "error_description": text}
    else:
        body = {"error": {"code": status, "message": text, "more_info": {}}}
    response = JsonResponse(body, status=status, headers={} if of_oauth else IDLE_BUCKET)  # wire contract 2.5
    add_never_cache_headers(response)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    response = error_page(request, 405)
    response["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, template="403_csrf.html")


def too_many_requests(request: HttpRequest, *, retry_after_seconds: int) -> HttpResponse:
    response = error_page(request, 429)
    response["Retry-After"] = str(retry_after_seconds)
    return response


def rate_limited(request: HttpRequest) -> HttpResponse:
    return too_many_requests(request, retry_after_seconds=60)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def service_unavailable(request: HttpRequest, *, template: str = "") -> HttpResponse:
    response = error_page(request, 503, template=template)
    response["Retry-After"] = "10"
    return response
