"""The development mailbox /-/mail/: every mail that left, to click through sign-ups without a mail server."""

from __future__ import annotations

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.audience import public_view
from accounts.queries.mailbox import SentMail, find_mail, newest_mails

# A mail brings its own styles and may show no more than them: no script, no form, nothing from elsewhere.
MAIL_POLICY = {
    "script-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "connect-src": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
}


@public_view
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails, newest first; the list renews itself. 404 in production."""
    _development_only()
    template = "accounts/_mailbox_rows.html" if request.headers.get("HX-Request") else "accounts/mailbox.html"
    response = render(request, template, {"mails": newest_mails()})
    add_never_cache_headers(response)
    return response


@public_view
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text with links to click, and its HTML in a sandbox."""
    return render(request, "accounts/mailbox_mail.html", {"mail": _mail_or_404(name)})


@public_view
@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one mail for the sandbox; its links open in a new tab."""
    return HttpResponse(_mail_or_404(name).html.replace("<head>", '<head><base target="_blank">', 1))


def _mail_or_404(name: str) -> SentMail:
    _development_only()
    found = find_mail(name)
    if found is None:
        raise Http404
    return found


def _development_only() -> None:
    if not settings.SHOWS_MAILBOX:
        raise Http404
