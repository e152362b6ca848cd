"""Addresses of {mall_id}.API_DOMAIN: the API of that mall and nothing else (design 2)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("api/v2/", include("developer_center.urls_api"))]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"
