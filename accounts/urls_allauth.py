"""The few pages of allauth that we serve, under the names that allauth and Django reverse; all else is our own."""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.webauthn import views as webauthn_views
from django.urls import path

from accounts.audience import public_view, signed_in_view
from accounts.views import login, preferences

urlpatterns = [
    path("language/", preferences.set_language, name="set_language"),
    path("login/", login.login, name="account_login"),
    path("logout/", login.logout, name="account_logout"),
    path("login/check/", public_view(mfa_views.authenticate), name="mfa_authenticate"),
    path("confirm/password/", signed_in_view(account_views.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", signed_in_view(mfa_views.reauthenticate), name="mfa_reauthenticate"),
    path(
        "confirm/passkey/", signed_in_view(webauthn_views.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
]
