"""Ask for the password again before the keys to an account are touched (ACCOUNT_REAUTHENTICATION_TIMEOUT)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, reauthenticate_by_password
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, DeveloperRequest, UserRequest, signed_in_view
from accounts.domain.confirm_identity import TooManyTries, is_own_password
from accounts.forms.account import ConfirmForm

P = ParamSpec("P")


def language_of() -> str:
    """The language of the page, for the mails that it causes."""
    return get_language() or ""


def confirmed(
    view: Callable[Concatenate[Any, P], HttpResponse],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """Let a view run only shortly after the password was given; put it below `signed_in_view`.

    A page comes back by itself after the question; a form that came too late is filled in again on its page.
    """

    @wraps(view)
    def wrapped(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("accounts:security")
        return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': back})}")

    return wrapped


def accept_password(request: UserRequest | AdminRequest | DeveloperRequest, form: Form) -> int:
    """Check the form's `password` and remember the moment. 200, or the status of the answer that shows the error."""
    try:
        is_right = is_own_password(request.user, form.cleaned_data["password"])
    except TooManyTries as error:
        minutes = -(-error.retry_after_seconds // 60)
        text = ngettext(
            "Too many wrong passwords. Try again in %(count)d minute.",
            "Too many wrong passwords. Try again in %(count)d minutes.",
            minutes,
        )
        form.add_error("password", text % {"count": minutes})
        return 429
    if not is_right:
        form.add_error("password", _("This is not your current password."))
        return 422
    reauthenticate_by_password(request)
    return 200


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: UserRequest) -> HttpResponse:
    """The question for the password, and the way back to where it was asked."""
    back = _safe_next(request)
    form = ConfirmForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        if status == 200:
            return redirect(back)
    return render(request, "accounts/confirm.html", {"form": form, "next": back}, status=status)


def _safe_next(request: HttpRequest) -> str:
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_safe and wanted.startswith("/") else reverse("accounts:security")
