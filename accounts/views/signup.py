"""Sign-up: one page, one form; its parts work with htmx and without (R0-A, R0-B).

Buttons of the form send `action`: `send_code`, `check_code`, `other_email`, or nothing for the sign-up itself. The
password stays in the form when it is shown again, so that nothing typed is lost; the page is never stored.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import outbox
from accounts.audience import public_view
from accounts.clients import client_network
from accounts.domain import sign_up as domain
from accounts.domain import verify_email
from accounts.domain.id_rules import id_state
from accounts.domain.login_ids import LoginIdTaken
from accounts.forms.signup import ID_IN_USE, SignUpForm
from accounts.limits import Limit
from accounts.views.codes import CodeRefused, send_code, try_code
from accounts.views.errors import bad_request, too_many_requests
from accounts.views.sign_in import sign_in

ID_CHECKS = Limit("id-check", hits=240, seconds=300)
EMAIL_PART = ("email", "code")
STOP_POLLING = 286  # htmx ends a poll at this status


@public_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Show the form; send and check a code; or make the account with its mall and open the admin (R0.12)."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    if request.method != "POST":
        return _page(request, SignUpForm(initial={"email": _known_email(request)}))
    form = SignUpForm(request.POST)
    action = request.POST.get("action", "")
    if action == "":
        return _create(request, form)
    parts = {"send_code": _send, "check_code": _check, "other_email": _forget}
    if action not in parts:
        return bad_request(request)
    form.is_valid()
    form.keep_errors(("email",))
    status = 200
    if action == "other_email" or not form.errors:
        status = parts[action](request, form)
    return _email_part(request, form, 422 if form.errors and status == 200 else status)


@public_view
@never_cache
@require_safe
def signup_id(request: HttpRequest) -> HttpResponse:
    """What is right and wrong about an ID while it is typed: a part of the page (R0.15-R0.18, R0.23)."""
    if not ID_CHECKS.hit(client_network(request)):
        return render(request, "accounts/_login_id_state.html", {"is_busy": True})
    login_id = request.GET.get("login_id", "").strip()
    return render(request, "accounts/_login_id_state.html", {"login_id": login_id, "state": id_state(login_id)})


@public_view
@never_cache
@require_safe
def signup_mail(request: HttpRequest) -> HttpResponse:
    """Whether the mail server of the address refused our code: a part of the page that asks again until it knows."""
    binding = verify_email.binding_of(request.session)
    email = verify_email.pending_email(domain.PURPOSE, binding=binding)
    is_refused = bool(email) and outbox.is_refused(email)
    status = STOP_POLLING if is_refused or not email else 200
    return render(request, "accounts/_mail_refused.html", {"is_refused": is_refused}, status=status)


def _send(request: HttpRequest, form: SignUpForm) -> int:
    try:
        send_code(request, domain.PURPOSE, form.cleaned_data["email"])
    except CodeRefused as refusal:
        form.add_error("email", refusal.message)
        return refusal.status
    return 200


def _check(request: HttpRequest, form: SignUpForm) -> int:
    try:
        try_code(request, domain.PURPOSE, form.cleaned_data.get("code", ""), email=form.cleaned_data["email"])
    except CodeRefused as refusal:
        form.add_error("code", refusal.message)
        return refusal.status
    return 200


def _forget(request: HttpRequest, form: SignUpForm) -> int:
    verify_email.forget_verification(domain.PURPOSE, binding=verify_email.binding_of(request.session))
    form.keep_errors(())
    return 200


def _create(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    if form.is_valid() and _is_proved(request, form):
        try:
            return _make_account(request, form)
        except domain.TooManySignUps as error:
            return too_many_requests(request, retry_after_seconds=error.retry_after_seconds)
        except LoginIdTaken:
            form.add_error("login_id", ID_IN_USE)
        except domain.EmailNotProved:
            form.add_error("email", gettext("The verification is over. Please send a new code to this address."))
    return _page(request, form, status=422)


def _make_account(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    values = form.cleaned_data
    domain.allow_sign_up(client_network(request))
    account = domain.NewAccount(
        login_id=values["login_id"],
        password=values["password"],
        email=values["email"],
        country=values["country"],
        wants_newsletter=values["wants_newsletter"],
        language=get_language() or "en",
    )
    user = domain.sign_up(account, binding=verify_email.binding_of(request.session))
    response = sign_in(request, user)
    messages.success(request, gettext("Welcome! Your store is open."))
    return response


def _is_proved(request: HttpRequest, form: SignUpForm) -> bool:
    """Whether the address is proved; a code that was typed and not confirmed yet counts too."""
    if _proof(request, form.cleaned_data["email"]) == "verified":
        return True
    if not form.cleaned_data["code"]:
        form.add_error("email", gettext("Please verify this address: press Verify and enter the code from the mail."))
        return False
    return _check(request, form) == 200


def _known_email(request: HttpRequest) -> str:
    if "email_binding" not in request.session:
        return ""
    binding = verify_email.binding_of(request.session)
    verified = verify_email.verified_email(domain.PURPOSE, binding=binding)
    return verified or verify_email.pending_email(domain.PURPOSE, binding=binding)


def _proof(request: HttpRequest, email: str) -> str:
    """How far an address is: `none`, `sent` (a code is on its way) or `verified`."""
    if not email or "email_binding" not in request.session:
        return "none"
    binding = verify_email.binding_of(request.session)
    if verify_email.verified_email(domain.PURPOSE, binding=binding).lower() == email.lower():
        return "verified"
    return "sent" if verify_email.pending_email(domain.PURPOSE, binding=binding).lower() == email.lower() else "none"


def _context(request: HttpRequest, form: SignUpForm) -> dict[str, Any]:
    email = str(form["email"].value() or "").strip()
    wait = 0
    if "email_binding" in request.session:
        binding = verify_email.binding_of(request.session)
        wait = verify_email.seconds_until_resend(domain.PURPOSE, binding=binding)
    login_id = str(form["login_id"].value() or "").strip()
    context = {"form": form, "proof": _proof(request, email), "wait_seconds": wait}
    return context | ({"login_id": login_id, "state": id_state(login_id)} if login_id else {})


def _page(request: HttpRequest, form: SignUpForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/signup.html", _context(request, form), status=status)


def _email_part(request: HttpRequest, form: SignUpForm, status: int) -> HttpResponse:
    """The part alone for htmx, which shows 422 and no other error; the whole page otherwise."""
    context = _context(request, form)
    if request.headers.get("HX-Request"):
        return render(request, "accounts/_signup_email.html", context, status=422 if status >= 400 else 200)
    return render(request, "accounts/signup.html", context, status=status)
