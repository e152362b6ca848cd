"""Count requests and their time for /-/metrics."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

REQUESTS = Counter("http_requests_total", "Requests answered.", ["host_kind", "method", "status"])
SECONDS = Histogram("http_request_seconds", "Time to answer.", ["host_kind"])
METHODS = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"}


class MetricsMiddleware:
    """Observe every answer; labels are bounded sets, never paths or ids."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        kind = getattr(request, "host_kind", "none")
        method = request.method if request.method in METHODS else "OTHER"
        REQUESTS.labels(kind, method, str(response.status_code)).inc()
        SECONDS.labels(kind).observe(time.perf_counter() - started)
        return response
