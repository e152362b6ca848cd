"""Sign-in in two steps, ID and then password (R0.41, R0.42), and sign-out."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import public_view
from accounts.clients import client_network
from accounts.devices import device_tokens
from accounts.domain import sign_in as domain
from accounts.forms.login import LoginIdForm, LoginPasswordForm
from accounts.models import User
from accounts.sign_in_hooks import home_of, is_safe_next
from accounts.views.errors import too_many_requests
from accounts.views.sign_in import sign_in


@public_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Step 1: the ID. Every ID goes on, whether it exists or not; only the network is limited."""
    next_url = _next_of(request)
    if isinstance(request.user, User):
        return redirect(next_url or home_of(request.user))
    form = LoginIdForm(request.POST or None, initial={"login_id": request.session.get("login_id", "")})
    if request.method != "POST":
        return render(request, "accounts/login.html", {"form": form, "next": next_url})
    try:
        domain.allow_first_step(client_network(request))
    except domain.TooManyTries as error:
        return too_many_requests(request, retry_after_seconds=error.retry_after_seconds)
    form = LoginIdForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/login.html", {"form": form, "next": next_url}, status=422)
    request.session["login_id"] = form.cleaned_data["login_id"]
    return redirect(_with_next(reverse("accounts:login_password"), next_url))


@public_view
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login_password(request: HttpRequest) -> HttpResponse:
    """Step 2: the password of the ID that step 1 was given. A wrong one, and an unknown ID, answer alike."""
    next_url = _next_of(request)
    login_id = request.session.get("login_id", "")
    if not login_id or request.user.is_authenticated:
        return redirect(_with_next(reverse("accounts:login"), next_url))
    if request.method != "POST":
        return _password_page(request, LoginPasswordForm(), 200)
    form = LoginPasswordForm(request.POST)
    if not form.is_valid():
        return _password_page(request, form, 422)
    try:
        domain.allow_try(login_id, tokens=device_tokens(request), network=client_network(request))
    except domain.TooManyTries as error:
        return _refuse(request, form, error.retry_after_seconds)
    user = authenticate(request, username=login_id, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        form.add_error("password", gettext("The ID or the password is not right."))
        return _password_page(request, form, 422)
    return sign_in(request, user, next_url=next_url)


@public_view
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session; a second call does nothing."""
    next_url = _next_of(request)
    end_session(request)
    return redirect(next_url or "accounts:landing")


def _refuse(request: HttpRequest, form: LoginPasswordForm, retry_after_seconds: int) -> HttpResponse:
    """The same page with what to do: wait, or reset the password, which lets the owner in at once."""
    minutes = -(-retry_after_seconds // 60)
    text = ngettext(
        "There were too many tries for this ID. Please wait %(minutes)d minute, or reset your password.",
        "There were too many tries for this ID. Please wait %(minutes)d minutes, or reset your password.",
        minutes,
    )
    form.add_error("password", text % {"minutes": minutes})
    response = _password_page(request, form, 429)
    response["Retry-After"] = str(retry_after_seconds)
    return response


def _password_page(request: HttpRequest, form: LoginPasswordForm, status: int) -> HttpResponse:
    context = {"form": form, "login_id": request.session["login_id"], "next": _next_of(request)}
    return render(request, "accounts/login_password.html", context, status=status)


def _next_of(request: HttpRequest) -> str:
    """Where to go afterwards, if it is a page of this host; anything else is passed over."""
    url = request.POST.get("next", "") or request.GET.get("next", "")
    return url if url and is_safe_next(request, url) else ""


def _with_next(url: str, next_url: str) -> str:
    return f"{url}?{urlencode({'next': next_url})}" if next_url else url
