"""Answer 503, not 500, while PostgreSQL is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from accounts.views.errors import service_unavailable

V = TypeVar("V", bound=Callable[..., object])
log = structlog.get_logger(__name__)


class OutageMiddleware:
    """Turn a lost database, in a view or in a middleware below, into the 503 page with Retry-After.

    A view may say in its own words what is away (`says_in_outage`), also where it is never reached: the mall of a
    storefront's page is looked up before it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self._answer(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return self._answer(request, exception)
        return None

    @staticmethod
    def _answer(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("database_away", path=request.path, error=str(error).strip())
        if hasattr(request, "shop"):
            return service_unavailable(request, template=_words_of(request))
        with translation.override(translation.get_language_from_request(request)):
            return service_unavailable(request, template=_words_of(request))


def says_in_outage(template: str) -> Callable[[V], V]:
    """Have a view's address answer 503 with this page while PostgreSQL is away."""

    def mark(view: V) -> V:
        view.outage_template = template  # type: ignore[attr-defined]
        return view

    return mark


def _words_of(request: HttpRequest) -> str:
    try:
        view = resolve(request.path_info, getattr(request, "urlconf", None)).func
    except Resolver404:
        return ""
    return str(getattr(view, "outage_template", ""))
