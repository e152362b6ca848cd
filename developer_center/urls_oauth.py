"""Addresses of OAuth2, below /api/v2/oauth/ (wire contract 1)."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
