"""PRO's pages in the merchant admin."""

from __future__ import annotations

from django.urls import URLPattern

from pro.urls_overseas import URLS as OVERSEAS

app_name = "pro"

urlpatterns: list[URLPattern] = [
    *OVERSEAS,
]
