"""The main display's service: how it stands and what comes next, the application, and its form for OFF (R3.77)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from pro.domain.display import service as life
from pro.domain.display.areas import kind_of, recognised_categories
from pro.domain.display.dates import at_ten, day_in_seoul, notice_due_at, starts_on
from pro.domain.switches import has_active_contract
from pro.forms.main_display import DisplayApplyForm, DisplayStopForm
from pro.models import DisplayService
from pro.queries.main_display import area_lines, newest_service, notice_trouble


@admin_view(menu="pro")
@require_safe
def main_display(request: AdminRequest) -> HttpResponse:
    """How the service stands and what comes next; without one, the application."""
    return render(request, "pro/display.html", _context(request, DisplayApplyForm()))


@admin_view(menu="pro", owner_only=True)
@require_POST
def apply(request: AdminRequest) -> HttpResponse:
    """Apply for the service under its terms."""
    form = DisplayApplyForm(request.POST)
    if not form.is_valid():
        return render(request, "pro/display.html", _context(request, form), status=422)
    try:
        life.apply(terms_version=life.TERMS_VERSION, actor=request.actor)
    except life.AlreadyApplied:
        messages.info(request, _("You have applied already. This is how it stands."))
    except life.NotAvailable as refusal:
        messages.error(request, refusal_text(refusal.reason))
    else:
        messages.success(request, _("Your application is in. Support looks at it; you get a mail."))
    return redirect("pro:main_display")


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: AdminRequest) -> HttpResponse:
    """What OFF means, and the confirmation; it holds at once (R3.54)."""
    service = newest_service()
    if service is None or service.is_over:
        messages.info(request, _("The main display is not on. There is nothing to stop."))
        return redirect("pro:main_display")
    form = DisplayStopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if life.stop(actor=request.actor, reason=form.cleaned_data["reason"]) is not None:
            messages.success(request, _("The main display is off. What is displayed now stays as it is."))
        return redirect("pro:main_display")
    context = {"form": form, "service": service}
    return render(request, "pro/display_stop.html", context, status=422 if form.errors else 200)


def refusal_text(reason: str) -> str:
    """Why the service is not to be had."""
    texts = {
        "no_contract": _("PRO does not work for this store at the moment."),
        "no_areas": _("No section of the main page has a name that PRO recognises."),
    }
    return texts.get(reason, _("The main display is not offered at the moment."))


def _context(request: AdminRequest, form: DisplayApplyForm) -> dict[str, Any]:
    service = newest_service()
    kinds = {category.pk: kind_of(category.name) or "" for category in recognised_categories()}
    areas = area_lines(kinds, service)
    now = timezone.now()
    return {
        "form": form,
        "service": service,
        "is_standing": service is not None and not service.is_over,
        "is_served": has_active_contract(request.mall.pk),
        "areas": areas,
        "fills_nothing": bool(areas) and all(area.obstacle for area in areas),
        "history": history_rows(service) if service else [],
        "trouble": notice_trouble(service, now) if service else "",
        **_days(service, now),
    }


def _days(service: DisplayService | None, now: dt.datetime) -> dict[str, Any]:
    """The days that are fixed, else the earliest that are possible."""
    if service is None or service.is_over:
        return {}
    notice_at = service.notice_due_at or notice_due_at(day_in_seoul(now))
    first_day = service.starts_on or starts_on(max(day_in_seoul(now), day_in_seoul(notice_at)))
    return {"notice_at": notice_at, "start_at": at_ten(first_day)}
