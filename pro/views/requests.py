"""업무 요청: what can be requested, the requests so far, and one of them (R3.3, R3.4, R3.89, R3.90)."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.csv_lines import harmless
from accounts.paging import keyset_page
from pro.domain import requests as rules
from pro.domain.requests import Asker
from pro.forms.requests import RequestFilterForm
from pro.models import WorkRequest
from pro.queries import requests as shown


@admin_view(menu="pro")
@require_safe
def request_list(request: AdminRequest) -> HttpResponse:
    """Cards of what can be requested; below, my requests."""
    form = RequestFilterForm(request.GET)
    wanted = form.wanted()
    page = keyset_page(shown.requests_found(**wanted), request.GET, size=20)
    context = {
        "cards": shown.cards(),
        "is_active": shown.is_active(),
        "form": form,
        "is_filtered": any(wanted.values()),
        "page": page,
        "rows": shown.request_rows(page.rows),
        "list_url": reverse("pro:requests"),
    }
    return render(request, "pro/requests.html", context)


@admin_view(menu="pro")
@require_safe
def detail(request: AdminRequest, number: int) -> HttpResponse:
    """What was asked, how far it is, what came of each row."""
    return render(request, "pro/request.html", {"detail": shown.request_detail(_own(request, number))})


@admin_view(menu="pro")
@require_safe
def progress(request: AdminRequest, number: int) -> HttpResponse:
    """The bar alone; once the request is over the whole page is drawn anew."""
    row = _own(request, number)
    response = render(request, "pro/_request_progress.html", {"request_row": row})
    if row.is_over:
        response["HX-Refresh"] = "true"
    return response


@admin_view(menu="pro")
@require_safe
def bad_rows(request: AdminRequest, number: int) -> HttpResponse:
    """Rows that failed, to be put right and handed in again."""
    row = _own(request, number)
    out = io.StringIO()
    writer = csv.writer(out)
    for line in shown.bad_row_lines(row):
        writer.writerow([harmless(cell) for cell in line])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="request-{number}-bad-rows.csv"'
    return response


@admin_view(menu="pro")
@require_POST
def withdraw(request: AdminRequest, number: int) -> HttpResponse:
    """Take back what support has not decided about."""
    row = _own(request, number)
    try:
        rules.withdraw(row.pk, actor=request.actor)
    except rules.WrongState as error:
        state = WorkRequest.State(error.state).label
        messages.warning(request, _("Nothing was changed: the request is “%(state)s” by now.") % {"state": state})
    else:
        messages.success(request, _("The request is withdrawn. Nothing was done for it."))
    return redirect("pro:request", number=number)


def asker(request: AdminRequest) -> Asker:
    """Who asks, with the language of the page."""
    return Asker(request.actor, (get_language() or "en")[:2])


def _own(request: AdminRequest, number: int) -> WorkRequest:
    return get_object_or_404(WorkRequest, mall_id=request.mall.pk, number=number)
