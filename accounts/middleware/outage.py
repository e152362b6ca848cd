"""Answer 503, not 500, while PostgreSQL is away."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from accounts.views.errors import service_unavailable

log = structlog.get_logger(__name__)


class OutageMiddleware:
    """Turn a lost database, in a view or in a middleware below, into the 503 page with Retry-After."""

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
        return service_unavailable(request)
