"""Find a forgotten ID: an address, a mailed code, and a mail with the IDs; no page ever shows one (R0.35-R0.40)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import public_view
from accounts.domain.find_id import PURPOSE, mail_ids
from accounts.domain.verify_email import binding_of, seconds_until_resend
from accounts.forms.login import CodeForm, EmailForm
from accounts.views.codes import CodeRefused, send_code, try_code


@public_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_id(request: HttpRequest) -> HttpResponse:
    """Take an address and mail a code to it, whether it has IDs or not."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "accounts/find_id.html", {"form": form})
    if not form.is_valid():
        return render(request, "accounts/find_id.html", {"form": form}, status=422)
    try:
        send_code(request, PURPOSE, form.cleaned_data["email"])
    except CodeRefused as refusal:
        form.add_error("email", refusal.message)
        return render(request, "accounts/find_id.html", {"form": form}, status=refusal.status)
    request.session["find_id_email"] = form.cleaned_data["email"]
    return redirect("accounts:find_id_code")


@public_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_id_code(request: HttpRequest) -> HttpResponse:
    """Take the code; a wrong one does not go on (R0.37). `action=resend` sends a new one."""
    email = request.session.get("find_id_email", "")
    if not email:
        return redirect("accounts:find_id")
    if request.method != "POST":
        return _code_page(request, CodeForm(), email)
    if request.POST.get("action") == "resend":
        return _resend(request, email)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, email, status=422)
    try:
        try_code(request, PURPOSE, form.cleaned_data["code"], email=email)
    except CodeRefused as refusal:
        form.add_error("code", refusal.message)
        return _code_page(request, form, email, status=refusal.status)
    mail_ids(email, binding=binding_of(request.session), language=get_language() or "en")
    del request.session["find_id_email"]
    request.session["find_id_sent_to"] = email
    return redirect("accounts:find_id_done")


@public_view
@never_cache
@require_safe
def find_id_done(request: HttpRequest) -> HttpResponse:
    """Say that the mail is on its way."""
    if "find_id_sent_to" not in request.session:
        return redirect("accounts:find_id")
    return render(request, "accounts/find_id_done.html", {"email": request.session["find_id_sent_to"]})


def _resend(request: HttpRequest, email: str) -> HttpResponse:
    try:
        send_code(request, PURPOSE, email)
    except CodeRefused as refusal:
        messages.error(request, refusal.message)
        return _code_page(request, CodeForm(), email, status=refusal.status)
    messages.success(request, gettext("A new code is on its way. The one before no longer works."))
    return redirect("accounts:find_id_code")


def _code_page(request: HttpRequest, form: CodeForm, email: str, *, status: int = 200) -> HttpResponse:
    wait = seconds_until_resend(PURPOSE, binding=binding_of(request.session))
    context = {"form": form, "email": email, "wait_seconds": wait}
    return render(request, "accounts/find_id_code.html", context, status=status)
