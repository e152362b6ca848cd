"""Sign-up, sign-in and their help (R0-A, R0-B, R0-D, R0-E)."""

from __future__ import annotations

from django.urls import path

from accounts.views import find_id, landing, login, preferences, reset, signup

signin_urls = [
    path("", landing.landing, name="landing"),
    path("terms/", landing.terms, name="terms"),
    path("privacy/", landing.privacy, name="privacy"),
    path("signup/", signup.signup, name="signup"),
    path("signup/id/", signup.signup_id, name="signup_id"),
    path("signup/mail/", signup.signup_mail, name="signup_mail"),
    path("login/", login.login, name="login"),
    path("login/password/", login.login_password, name="login_password"),
    path("logout/", login.logout, name="logout"),
    path("find-id/", find_id.find_id, name="find_id"),
    path("find-id/code/", find_id.find_id_code, name="find_id_code"),
    path("find-id/done/", find_id.find_id_done, name="find_id_done"),
    path("reset-password/", reset.reset_request, name="reset_password"),
    path("reset-password/sent/", reset.reset_sent, name="reset_sent"),
    path("reset-password/set/", reset.reset_set, name="reset_set"),
    path("reset-password/<str:key>/<str:token>/", reset.reset_link, name="reset_link"),
    path("admin/", landing.home, name="home"),
    path("admin/mode/", preferences.switch_mode, name="switch_mode"),
]
