"""Guides for developers (R2.42, R2.44): prose as HTML per language under templates/developer_center/guides/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audience import DeveloperRequest, developer_view

LANGUAGES: Final = ("en", "ko")


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide, and what it is about in a line."""

    slug: str
    title: Promise
    about: Promise


GUIDES: Final = (
    Guide(
        "authentication",
        _("Authentication and security guide"),
        _("The signed launch link, consent, tokens and their life."),
    ),
    Guide("api", _("API guide"), _("Calls, values, pages, permissions, limits and errors.")),
    Guide(
        "tools",
        _("API support tool guide"),
        _("Try calls by hand, run an app written for Cafe24 unchanged, read the description of the API."),
    ),
    Guide(
        "operator-rights",
        _("Operator rights guide"),
        _("Publish your screens and actions, let stores decide, ask what an operator may do."),
    ),
    Guide("webhooks", _("Webhooks guide"), _("Receive events, check them, and what happens when you cannot.")),
)


@developer_view
@require_safe
def guide_list(request: DeveloperRequest) -> HttpResponse:
    """All guides."""
    return render(request, "developer_center/guides/list.html", {"guides": GUIDES})


@developer_view
@require_safe
def guide(request: DeveloperRequest, slug: str) -> HttpResponse:
    """One guide in the reader's language; its examples name this server."""
    found = next((one for one in GUIDES if one.slug == slug), None)
    if found is None:
        raise Http404
    wanted = (get_language() or "")[:2]
    language = wanted if wanted in LANGUAGES else LANGUAGES[0]
    context = {
        "guide": found,
        "guides": GUIDES,
        "guide_language": language,
        "body": f"developer_center/guides/{language}/{slug}.html",
        "api_domain": settings.API_DOMAIN,
    }
    return render(request, "developer_center/guides/page.html", context)
