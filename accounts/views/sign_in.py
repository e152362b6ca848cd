"""The door that every sign-in goes through: allauth's flow, which asks for the second factor where there is one."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from accounts.models import User


def sign_in(request: HttpRequest, user: User, *, next_url: str = "") -> HttpResponse:
    """Sign in somebody whose password was checked; the answer leads to the second factor, or on (sign_in_hooks)."""
    request.session.pop("login_id", None)
    request.session.pop("email_binding", None)
    login = Login(user=user, redirect_url=next_url or None)
    response: HttpResponse = perform_password_login(request, {"username": user.login_id}, login)
    return response
