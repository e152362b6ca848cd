"""The few pages of allauth that we serve, under the names that allauth and Django reverse; all else is our own."""

from __future__ import annotations

from allauth.mfa.base import views as mfa_views
from django.urls import path

from accounts.audience import public_view
from accounts.views import login, preferences

urlpatterns = [
    path("language/", preferences.set_language, name="set_language"),
    path("login/", login.login, name="account_login"),
    path("logout/", login.logout, name="account_logout"),
    path("login/check/", public_view(mfa_views.authenticate), name="mfa_authenticate"),
]
