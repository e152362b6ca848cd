"""What a person sets by one click from any page: the language, and the mode of the admin."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.audience import UserRequest, public_view, signed_in_view
from accounts.models import User
from accounts.sign_in_hooks import is_safe_next, set_language_cookie
from accounts.views.errors import bad_request


@public_view
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Go on in another language: kept in the browser, and with the user who is signed in."""
    language = request.POST.get("language", "")
    if language not in settings.ADMIN_LANGUAGES:
        return bad_request(request)
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=language)
    response = redirect(_back(request, "/"))
    set_language_cookie(response, language)
    return response


@signed_in_view
@require_POST
def switch_mode(request: UserRequest) -> HttpResponse:
    """Change between Basic and Advanced mode; remembered per user (R0.26, R0.27)."""
    mode = request.POST.get("mode", "")
    if mode not in User.Mode.values:
        return bad_request(request)
    User.objects.filter(pk=request.user.pk).update(mode=mode)
    return redirect(_back(request, "accounts:home"))


def _back(request: HttpRequest, otherwise: str) -> str:
    url = request.POST.get("next", "")
    return url if url and is_safe_next(request, url) else otherwise
