"""Addresses of a mall's host: its storefront, and the API of that mall (design 2)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v2/", include("developer_center.urls_api")),
    path("", include("storefront.urls")),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"
