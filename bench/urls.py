"""The platform's addresses and, behind the same middleware, bare views to measure them against."""

from __future__ import annotations

from django.urls import include, path

from bench.views import same_bytes
from cafe24clone.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("-/bench/same-bytes", same_bytes),
    path("", include("cafe24clone.urls")),
]
