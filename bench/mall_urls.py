"""A mall host's addresses with the bare view that its pages are measured against."""

from __future__ import annotations

from django.urls import include, path

from bench.views import same_bytes
from cafe24clone.urls_mall import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("-/bench/same-bytes", same_bytes),
    path("", include("cafe24clone.urls_mall")),
]
