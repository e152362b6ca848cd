"""Help, questions and answers, and the page on overseas sales limits: texts that staff keep (R3.92, R3.116)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view
from pro.models import HelpPage, SalesLimit
from pro.queries.help_pages import help_pages, html_of


@admin_view(menu="pro")
@require_safe
def help_list(request: AdminRequest) -> HttpResponse:
    """Guides and questions, with the pointers to the Help Center and to the Enterprise service (R3.84, R3.118)."""
    pages = help_pages()
    context = {
        "guides": [page for page in pages if page.kind == HelpPage.Kind.GUIDE],
        "questions": [page for page in pages if page.kind == HelpPage.Kind.FAQ],
        "help_center_url": settings.HELP_CENTER_URL,
        "enterprise_url": settings.ENTERPRISE_URL,
    }
    return render(request, "pro/help_list.html", context)


@admin_view(menu="pro")
@require_safe
def help_page(request: AdminRequest, key: str) -> HttpResponse:
    """One page in the reader's language."""
    found = get_object_or_404(HelpPage, key=key, is_visible=True)
    others = [page for page in help_pages() if page.kind == found.kind and page.pk != found.pk]
    return render(request, "pro/help_page.html", {"page": found, "html": html_of(found), "others": others})


@admin_view(menu="pro")
@require_safe
def sales_limits(request: AdminRequest) -> HttpResponse:
    """What cannot be sold overseas through PRO, and why."""
    return render(request, "pro/sales_limits.html", {"limits": SalesLimit.objects.filter(is_active=True)})
