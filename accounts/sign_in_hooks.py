"""What our sign-in adds to allauth's: known devices, signs of life, and where one lands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.devices import device_tokens, set_device_tokens
from accounts.domain.sign_in import note_sign_in
from accounts.models import Operator, User


def is_safe_next(request: HttpRequest, url: str) -> bool:
    """Whether `url` is a page of this host: a bare path, or an address with our own host and scheme."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def home_of(user: User) -> str:
    """Where a user works: the dormant notice, the mall's admin, else support for staff (R0.12, R0.76)."""
    operator = Operator.objects.select_related("mall").filter(user=user, is_active=True).first()
    if operator is not None:
        return reverse("accounts:dormant" if operator.mall.is_dormant else "accounts:home")
    return reverse("admin:index") if user.is_staff else settings.LOGIN_REDIRECT_URL


class SignInHooks:
    """Mixed into the account adapter; allauth calls `post_login` once every stage, the second factor too, is passed."""

    def post_login(  # noqa: PLR0913 - allauth's signature
        self,
        request: HttpRequest,
        user: User,
        *,
        email_verification: str,
        signal_kwargs: dict[str, Any] | None,
        email: str | None,
        signup: bool,
        redirect_url: str | None,
    ) -> HttpResponse:
        """Remember the browser, stamp the mall as alive (R9.14) and go where the user wanted, if that is ours."""
        home = home_of(user)
        is_wanted = bool(redirect_url) and is_safe_next(request, redirect_url or "") and "dormant" not in home
        response = HttpResponseRedirect(redirect_url if is_wanted and redirect_url else home)
        set_device_tokens(response, note_sign_in(user, tokens=device_tokens(request)))
        if user.language in settings.ADMIN_LANGUAGES and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            set_language_cookie(response, user.language)
        return response

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: allauth's flashes repeat what the page shows anyway."""


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Remember the language of a browser for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        path="/",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
