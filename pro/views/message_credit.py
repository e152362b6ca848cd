"""Message credit: what PRO's messages cost and that PRO pays for them (R3.96)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.paging import keyset_page
from pro.queries.credits import credit_sums, credits_of_mall, titles_of


@admin_view(menu="pro")
@require_safe
def message_credit(request: AdminRequest) -> HttpResponse:
    """The sums of all time and the entries, newest first."""
    page = keyset_page(credits_of_mall(), request.GET)
    titles = titles_of({entry.run.key for entry in page if entry.run})
    context = {
        "sums": credit_sums(),
        "page": page,
        "rows": [(entry, titles.get(entry.run.key, entry.run.key) if entry.run else "") for entry in page],
        "prices": settings.PRO_MESSAGE_PRICES_KRW,
    }
    return render(request, "pro/credits.html", context)
