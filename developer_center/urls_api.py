"""Addresses below /api/v2/, on every host: OAuth2, the Admin API and its description."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("oauth/", include("developer_center.urls_oauth")),
]
