"""Addresses below /api/v2/, on every host: OAuth2, the Admin API and its description."""

from __future__ import annotations

from django.urls import include, path

from developer_center.views.schema import schema

urlpatterns = [
    path("oauth/", include("developer_center.urls_oauth")),
    path("admin/", include("developer_center.api.urls")),
    path("schema/", schema, name="api-schema"),
]
