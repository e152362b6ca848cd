"""Addresses of OAuth2, below /api/v2/oauth/ on every host (wire contract 1)."""

from __future__ import annotations

from django.urls import path

from developer_center.views import consent, oauth

app_name = "oauth"
urlpatterns = [
    path("authorize", consent.authorize, name="authorize"),
    path("token", oauth.token, name="token"),
    path("revoke", oauth.revoke, name="revoke"),
]
