"""Mailed codes, as the pages of sign-up and find-ID ask for them: what may go wrong, in words."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language, gettext, ngettext

from accounts.clients import client_network
from accounts.domain import verify_email


class CodeRefused(Exception):
    """A code was not sent, or is not right; `message` says why and `status` is the answer's."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def send_code(request: HttpRequest, purpose: str, email: str) -> None:
    """Mail a new code, which voids the one before. Raises CodeRefused too soon after it or past a limit."""
    binding = verify_email.binding_of(request.session)
    wait = verify_email.seconds_until_resend(purpose, binding=binding)
    if wait:
        text = ngettext(
            "A code was sent just now. Another one can be sent in %(seconds)d second.",
            "A code was sent just now. Another one can be sent in %(seconds)d seconds.",
            wait,
        )
        raise CodeRefused(text % {"seconds": wait})
    try:
        verify_email.allow_code(email, client_network(request))
    except verify_email.TooManyCodes as error:
        minutes = -(-error.retry_after_seconds // 60)
        text = ngettext(
            "Too many codes were asked for. Please try again in %(minutes)d minute.",
            "Too many codes were asked for. Please try again in %(minutes)d minutes.",
            minutes,
        )
        raise CodeRefused(text % {"minutes": minutes}, status=429) from error
    verify_email.start_verification(purpose, email, binding=binding, language=get_language() or "en")


def try_code(request: HttpRequest, purpose: str, code: str, *, email: str) -> None:
    """Prove an address with its code. Raises CodeRefused, which tells a wrong code from one that is over."""
    if not code:
        raise CodeRefused(gettext("Please enter the code from the mail."))
    binding = verify_email.binding_of(request.session)
    if verify_email.check_code(purpose, code, binding=binding, email=email):
        return
    if verify_email.pending_email(purpose, binding=binding):
        raise CodeRefused(gettext("This code is not right. Please check it, or send a new one."))
    raise CodeRefused(
        gettext("This code is over: it was used, entered wrongly three times, or is too old. Send a new one.")
    )
