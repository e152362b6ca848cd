"""Reset a password by a mailed link (R0.43-R0.48).

The link's token goes into the session and out of the address at once, so no Referer and no history keeps it.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import public_view
from accounts.clients import client_network
from accounts.devices import set_device_tokens
from accounts.domain import reset_password as domain
from accounts.domain.sign_in import remember_device
from accounts.forms.login import NewPasswordForm, ResetRequestForm

SESSION_KEY = "reset_link"


@public_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_request(request: HttpRequest) -> HttpResponse:
    """Take ID and address; the answer is the same for a pair that belongs together and for any other (R0.45)."""
    if request.method != "POST":
        form = ResetRequestForm(initial={"login_id": request.session.get("login_id", "")})
        return render(request, "accounts/reset_request.html", {"form": form})
    form = ResetRequestForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/reset_request.html", {"form": form}, status=422)
    login_id, email = form.cleaned_data["login_id"], form.cleaned_data["email"]
    try:
        domain.allow_reset(login_id, email, client_network(request))
    except domain.TooManyResets as error:
        form.add_error(None, _wait_text(error.retry_after_seconds))
        response = render(request, "accounts/reset_request.html", {"form": form}, status=429)
        response["Retry-After"] = str(error.retry_after_seconds)
        return response
    domain.request_reset(login_id, email, language=get_language() or "en")
    request.session["reset_asked_for"] = email
    return redirect("accounts:reset_sent")


@public_view
@never_cache
@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail comes if both were right."""
    if "reset_asked_for" not in request.session:
        return redirect("accounts:reset_password")
    return render(request, "accounts/reset_sent.html", {"email": request.session["reset_asked_for"]})


@public_view
@never_cache
@require_safe
def reset_link(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The link of the mail: take the token out of the address and go to the form (R0.46)."""
    try:
        domain.user_of_link(key, token)
    except domain.LinkOver:
        return _link_over(request)
    request.session[SESSION_KEY] = [key, token]
    return redirect("accounts:reset_set")


@public_view
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def reset_set(request: HttpRequest) -> HttpResponse:
    """Set the new password; then sign in with it, second factor included (R0.47)."""
    key, token = request.session.get(SESSION_KEY, ["", ""])
    try:
        user = domain.user_of_link(key, token)
        form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
        if request.method != "POST" or not form.is_valid():
            status = 422 if request.method == "POST" else 200
            return render(request, "accounts/reset_set.html", {"form": form, "login_id": user.login_id}, status=status)
        domain.reset_password(key, token, form.cleaned_data["password"], language=get_language() or "en")
    except domain.LinkOver:
        return _link_over(request)
    except ValidationError as error:
        form.add_error("password", error)
        return render(request, "accounts/reset_set.html", {"form": form, "login_id": user.login_id}, status=422)
    request.session.flush()
    request.session["login_id"] = user.login_id
    messages.success(request, gettext("Your password was changed. Please log in with the new one."))
    response = redirect("accounts:login_password")
    set_device_tokens(response, remember_device(user, tokens=[]))
    return response


def _link_over(request: HttpRequest) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    return render(request, "accounts/reset_link_over.html", status=410)


def _wait_text(seconds: int) -> str:
    minutes = -(-seconds // 60)
    text = ngettext(
        "Too many links were asked for. Please try again in %(minutes)d minute.",
        "Too many links were asked for. Please try again in %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}
