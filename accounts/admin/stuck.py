"""The page of what is stuck, with a button for each."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import Actor
from accounts.domain import support
from accounts.queries.stuck import platform_counts, what_is_stuck
from accounts.stuck_sections import sections


@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """Failed and late work of the whole platform, and a few numbers."""
    context = {
        **admin.site.each_context(request),
        "title": _("What is stuck"),
        "stuck": what_is_stuck(),
        "counts": platform_counts(),
        "sections": sections(),
    }
    return TemplateResponse(request, "admin/stuck.html", context)


@require_POST
def retry_stuck_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Run a job again now."""
    is_retried = support.retry_stuck_job(job_id, actor=Actor.staff(int(request.user.pk or 0)))
    return _back(request, is_retried, _("The job runs again."))


@require_POST
def retry_stuck_mail(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a mail again."""
    is_retried = support.retry_stuck_message(message_id, actor=Actor.staff(int(request.user.pk or 0)))
    return _back(request, is_retried, _("The mail is sent again."))


def _back(request: HttpRequest, is_retried: bool, done: str) -> HttpResponse:
    if is_retried:
        messages.success(request, done)
    else:
        messages.warning(request, _("There is nothing left to retry. Somebody else may have been faster."))
    return redirect("admin:stuck")
