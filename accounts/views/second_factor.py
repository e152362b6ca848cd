"""Set up an authenticator app, recovery codes, passkeys and security keys."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import UserRequest, signed_in_view
from accounts.domain import second_factor
from accounts.forms.second_factor import AddPasskeyForm, PasskeyNameForm
from accounts.views.confirmed import confirmed, language_of


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def totp(request: UserRequest) -> HttpResponse:
    """Show a new seed as QR code and text; a code made from it activates it."""
    form = ActivateTOTPForm(request.POST or None, user=request.user)
    _name_code(form)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            second_factor.activate_totp(request.user.pk, form.secret, code, language=language_of())
        except second_factor.AlreadyActive:
            messages.warning(request, _("An authenticator app is set up already."))
            return redirect("accounts:security")
        clear_totp_secret(request)
        messages.success(request, _("The authenticator app is set up. From now on, signing in asks for its code."))
        return _to_codes_or_security(request)
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, form.secret))
    context = {
        "tab": "security",
        "form": form,
        "qr_code": "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(),
        "secret": " ".join(form.secret[i : i + 4] for i in range(0, len(form.secret), 4)),
    }
    return render(request, "accounts/totp.html", context, status=422 if form.errors else 200)


@signed_in_view
@require_POST
@confirmed
def totp_remove(request: UserRequest) -> HttpResponse:
    """Sign in without the authenticator app again."""
    if second_factor.deactivate_totp(request.user.pk, language=language_of()):
        messages.success(request, _("The authenticator app was removed."))
    return redirect("accounts:security")


@signed_in_view
@require_safe
@confirmed
def recovery_codes(request: UserRequest) -> HttpResponse:
    """Show the recovery codes, once."""
    codes = second_factor.show_recovery_codes_once(request.user.pk)
    if not codes:
        messages.info(request, _("Recovery codes are shown once. If you did not keep them, make new ones."))
        return redirect("accounts:security")
    text = "\r\n".join([request.user.login_id, "", *codes, ""])
    download = "data:text/plain;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()
    context = {"tab": "security", "codes": codes, "download": download}
    return render(request, "accounts/recovery_codes.html", context)


@signed_in_view
@require_POST
@confirmed
def recovery_codes_renew(request: UserRequest) -> HttpResponse:
    """Make new recovery codes; the old ones end."""
    if not second_factor.renew_recovery_codes(request.user.pk, language=language_of()):
        messages.error(request, _("Set up an authenticator app or a passkey first."))
        return redirect("accounts:security")
    return redirect("accounts:recovery_codes")


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def passkey_add(request: UserRequest) -> HttpResponse:
    """Register a passkey or security key; the browser speaks with it (mfa/js/webauthn.js of allauth)."""
    form = AddPasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        name, credential = form.cleaned_data["name"], form.cleaned_data["credential"]
        try:
            second_factor.add_passkey(request.user.pk, name=name, credential=credential, language=language_of())
        except second_factor.TooManyPasskeys:
            messages.error(request, _("Your account holds as many keys as it can. Remove one first."))
            return redirect("accounts:security")
        messages.success(request, _("The key was added."))
        return _to_codes_or_security(request)
    options = begin_registration(request.user, False)
    context = {"tab": "security", "form": form, "js_data": {"creation_options": options}}
    return render(request, "accounts/passkey_add.html", context, status=422 if form.errors else 200)


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def passkey_rename(request: UserRequest, passkey_id: int) -> HttpResponse:
    """Call a key by another name."""
    key = _own_passkey(request, passkey_id)
    form = PasskeyNameForm(request.POST or None, initial={"name": key.wrap().name})
    if request.method == "POST" and form.is_valid():
        second_factor.rename_passkey(request.user, passkey_id, form.cleaned_data["name"])
        messages.success(request, _("The key was renamed."))
        return redirect("accounts:security")
    context = {"tab": "security", "form": form}
    return render(request, "accounts/passkey_rename.html", context, status=422 if form.errors else 200)


@signed_in_view
@require_POST
@confirmed
def passkey_remove(request: UserRequest, passkey_id: int) -> HttpResponse:
    """Sign in without this key from now on."""
    second_factor.remove_passkey(request.user.pk, passkey_id, language=language_of())
    messages.success(request, _("The key was removed."))
    return redirect("accounts:security")


def _own_passkey(request: UserRequest, passkey_id: int) -> Authenticator:
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    return get_object_or_404(keys, pk=passkey_id)


def _to_codes_or_security(request: UserRequest) -> HttpResponse:
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    fresh = codes is not None and not codes.wrap().did_view
    return redirect("accounts:recovery_codes" if fresh else "accounts:security")


def _name_code(form: Form) -> None:
    field: Any = form.fields["code"]
    field.label, field.max_length = _("Code from the app"), 20
    field.widget.attrs |= {"inputmode": "numeric", "maxlength": 20, "placeholder": ""}
