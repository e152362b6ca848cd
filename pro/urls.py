"""PRO's pages in the merchant admin."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "pro"

urlpatterns: list[URLPattern] = []
