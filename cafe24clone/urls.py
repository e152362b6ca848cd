"""Addresses of the platform host (design 2); other hosts have cafe24clone.urls_mall and cafe24clone.urls_api."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from catalog.views.media import media
from developer_center.views.oauth import metadata

urlpatterns = [
    path("support/", admin.site.urls),
    path("admin/products/", include("catalog.urls")),
    path("admin/display/", include("catalog.urls_display")),
    path("admin/pro/", include("pro.urls")),
    path("admin/", include("orders.urls")),
    path("admin/apps/", include("developer_center.urls_rights")),
    path("admin/apps/", include("developer_center.urls_installed")),
    path("api/v2/", include("developer_center.urls_api")),
    path(".well-known/oauth-authorization-server", metadata, name="oauth-metadata"),
    path("developers/", include("developer_center.urls")),
    path("", include("accounts.urls_allauth")),
    path("media/<path:path>", media, name="media"),
    path("", include("accounts.urls")),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.not_found"
handler429 = "accounts.views.errors.rate_limited"  # allauth's own limits answer with it
handler500 = "accounts.views.errors.server_error"
