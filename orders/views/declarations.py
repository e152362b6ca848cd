"""Orders > Export declarations: what was filed in a month, what it cost, as a list and as CSV (R3.119, R3.120)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.csv_lines import csv_lines
from accounts.paging import keyset_page
from orders.declarations import partner
from orders.domain.declare_export import DeclarationNotRetryable, charge_krw, retry_declaration
from orders.forms.claims import MonthForm
from orders.models import ExportDeclaration
from orders.queries.claims import declarations_in

ROWS_AT_A_TIME: Final = 500


@admin_view(menu="orders")
@require_safe
def declarations(request: AdminRequest) -> HttpResponse:
    """Declarations of a month with the sum that they cost."""
    form, month = _month(request)
    rows = declarations_in(month)
    sums = rows.order_by().aggregate(count=Count("charge_krw", filter=Q(charge_krw__gt=0)), krw=Sum("charge_krw"))
    page = keyset_page(rows, request.GET)
    context = {
        "filters": form,
        "page": page,
        "rows": list(page),
        "month": month,
        "count": sums["count"],
        "sum_krw": sums["krw"] or 0,
        "charge_krw": charge_krw(),
        "partner": partner(),
        "list_url": request.path,
        "export_url": f"{reverse('orders:declarations_export')}?month={month:%Y-%m}",
    }
    return render(request, "orders/declaration_list.html", context)


@admin_view(menu="orders")
@require_safe
def export(request: AdminRequest) -> StreamingHttpResponse:
    """The month as CSV, streamed."""
    _form, month = _month(request)
    header = [_("Order number"), _("Parcel"), _("Country"), _("Tracking number"), _("State"), _("Reference")]
    header += [_("Filed"), _("Charge (KRW)"), _("Error")]
    lines = csv_lines(header, _rows(request.mall.pk, month))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="declarations-{request.mall.host}-{month:%Y-%m}.csv"'
    return response


@admin_view(menu="orders")
@require_POST
def retry(request: AdminRequest, declaration_id: int) -> HttpResponse:
    """File a failed declaration again."""
    get_object_or_404(ExportDeclaration, pk=declaration_id)
    try:
        retry_declaration(declaration_id, actor=request.actor)
    except DeclarationNotRetryable:
        messages.error(request, _("Only a declaration that failed can be filed again."))
    else:
        messages.success(request, _("The declaration is filed again. Look back in a minute."))
    return redirect("orders:declarations")


def _month(request: AdminRequest) -> tuple[MonthForm, dt.date]:
    form = MonthForm(request.GET)
    form.is_valid()
    return form, form.cleaned_data.get("month") or timezone.localdate().replace(day=1)


def _rows(mall_id: int, month: dt.date) -> Iterator[list[str]]:
    last: int | None = None
    while True:
        with tenancy.mall(mall_id):  # the request's own door is closed by the time a body is sent
            rows = declarations_in(month).order_by("-pk")
            piece = list((rows if last is None else rows.filter(pk__lt=last))[:ROWS_AT_A_TIME])
        for row in piece:
            yield _cells(row)
        if len(piece) < ROWS_AT_A_TIME:
            return
        last = piece[-1].pk


def _cells(row: ExportDeclaration) -> list[str]:
    order = row.parcel.order
    filed = timezone.localtime(row.filed_at).strftime("%Y-%m-%d %H:%M") if row.filed_at else ""
    tracking = row.parcel.tracking_number
    cells = [order.number, str(row.parcel.parcel_no), order.receiver_country, tracking, str(row.get_state_display())]
    return [*cells, row.reference, filed, str(row.charge_krw), row.error]
