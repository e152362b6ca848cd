"""PRO's pages in the merchant admin; each part has a file of its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pro import urls_markets
from pro.urls_display_runs import URLS as DISPLAY_RUNS
from pro.urls_overseas import URLS as OVERSEAS

app_name = "pro"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("pro.urls_core")),
    *urls_markets.urlpatterns,
    path("", include("pro.urls_requests")),
    path("", include("pro.urls_display")),
    *DISPLAY_RUNS,
    *OVERSEAS,
]
