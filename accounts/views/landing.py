"""Pages that anybody reads: the start page, the terms, the privacy policy; and the merchant's start page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view, public_view
from accounts.first_steps import steps_of
from accounts.home_panels import panels_of


@public_view
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, and "Get started for free" (R0.5)."""
    return render(request, "accounts/landing.html")


@public_view
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms that sign-up asks to accept (R0.9)."""
    return render(request, "accounts/terms.html")


@public_view
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why and how long."""
    return render(request, "accounts/privacy.html", {"support_email": settings.SUPPORT_EMAIL})


@admin_view()
@require_safe
def home(request: AdminRequest) -> HttpResponse:
    """The start page of the admin: what waits, how the store does, and what a new merchant does first (R0.12)."""
    steps = steps_of(request.mall, request.operator)
    done = sum(step.is_done for step in steps)
    panels = panels_of(request)
    context = {
        "steps": steps,
        "done": done,
        "is_new": not any(panel.context.get("has_content") for panel in panels),
        "panels": panels,
        "store_url": request.mall.storefront_url,
    }
    return render(request, "accounts/home.html", context)
