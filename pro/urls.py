"""PRO's pages in the merchant admin."""

from __future__ import annotations

from django.urls import URLPattern

from pro import urls_markets

app_name = "pro"

urlpatterns: list[URLPattern] = [
    *urls_markets.urlpatterns,
]
