"""Edit account information: the tab Update profile, with the pages that change email and password (R0-C)."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import UserRequest, signed_in_view
from accounts.clients import client_network
from accounts.countries import countries
from accounts.domain.change_email import PURPOSE, EmailNotProved, change_email
from accounts.domain.change_password import change_password
from accounts.domain.change_profile import change_profile
from accounts.domain.verify_email import TooManyCodes, allow_code, binding_of, check_code, start_verification
from accounts.forms.account import CodeForm, EmailChangeForm, PasswordChangeForm, ProfileForm
from accounts.models import User
from accounts.views.confirmed import accept_password, language_of

NEW_ADDRESS = "email_change_to"


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    """ID (read-only), name, email, password, newsletter and details; one Save for what is typed here."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        change_profile(request.user.pk, **form.cleaned_data)
        messages.success(request, _("Your account information was saved."))
        return redirect("accounts:profile")
    mall = request.operator.mall if request.operator else None
    context = {"form": form, "tab": "profile", "country": _country(mall.country) if mall else ""}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: UserRequest) -> HttpResponse:
    """Change the password: the current one is asked, all other devices are signed out (R0.29, R0.34)."""
    form = PasswordChangeForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        if status == 200:
            key = request.session.session_key
            new_password = form.cleaned_data["new_password"]
            user = change_password(request.user.pk, new_password, session_key=key, language=language_of())
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password was changed. All other devices were signed out."))
            return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form, "tab": "profile"}, status=status)


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: UserRequest) -> HttpResponse:
    """Name the new address and give the password; a code goes to the address (R0.30, R9.11)."""
    form = EmailChangeForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        if status == 200:
            status = _send_code(request, form.cleaned_data["email"])
            if status == 200:
                return redirect("accounts:email_code")
            form.add_error("email", _too_many_codes())
    return render(request, "accounts/change_email.html", {"form": form, "tab": "profile"}, status=status)


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def email_code(request: UserRequest) -> HttpResponse:
    """Enter the code from the mail; only now does the account's address change."""
    address = request.session.get(NEW_ADDRESS, "")
    if not address or not did_recently_reauthenticate(request):
        return _start_again(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        binding = binding_of(request.session)
        if check_code(PURPOSE, form.cleaned_data["code"], binding=binding, email=address):
            return _finish(request, address, binding)
        form.add_error("code", _("This code is wrong or no longer valid. After three wrong ones, have a new one sent."))
    context = {"form": form, "tab": "profile", "address": address}
    return render(request, "accounts/change_email_code.html", context, status=422 if form.errors else 200)


@signed_in_view
@require_POST
def email_resend(request: UserRequest) -> HttpResponse:
    """Send another code to the address that was named; it voids the one before."""
    address = request.session.get(NEW_ADDRESS, "")
    if not address or not did_recently_reauthenticate(request):
        return _start_again(request)
    if _send_code(request, address) == 200:
        messages.success(request, _("A new code was sent. The one before no longer works."))
    else:
        messages.error(request, _too_many_codes())
    return redirect("accounts:email_code")


def _country(code: str) -> str:
    return dict(countries(language_of() or "en")).get(code, code)


def _send_code(request: UserRequest, address: str) -> int:
    try:
        allow_code(address, client_network(request))
    except TooManyCodes:
        return 429
    start_verification(PURPOSE, address, binding=binding_of(request.session), language=language_of())
    request.session[NEW_ADDRESS] = address
    return 200


def _finish(request: UserRequest, address: str, binding: str) -> HttpResponse:
    try:
        change_email(request.user.pk, address, binding=binding, language=language_of())
    except EmailNotProved:
        return _start_again(request)
    del request.session[NEW_ADDRESS]
    messages.success(request, _("Your email address is now %(email)s.") % {"email": address})
    return redirect("accounts:profile")


def _start_again(request: UserRequest) -> HttpResponse:
    request.session.pop(NEW_ADDRESS, None)
    messages.warning(request, _("This change of address is over or was done already. Nothing more was changed."))
    return redirect("accounts:email")


def _too_many_codes() -> str:
    return _("Too many codes were sent. Please try again in an hour.")
