"""Products from a sheet: upload, watch the bar, see what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.csv_lines import csv_lines
from accounts.models import Job, Shop
from catalog.domain.facts import BASE_SHOP_NO
from catalog.domain.import_products import REFUSALS, start_import
from catalog.models import ProductImport, ProductImportError
from catalog.sheet_columns import COLUMN_HELP, SHOP_COLUMN_HELP, label_for_shops
from catalog.sheets import SheetRefused

ERRORS_SHOWN: Final = 100
ERRORS_AT_A_TIME: Final = 500


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: AdminRequest) -> HttpResponse:
    """The upload field, how the sheet must look, and the imports so far."""
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = _("Choose a CSV or XLSX file.")
        elif not upload.size:
            error = _("This file is empty.")
        else:
            try:
                row = start_import(upload, language=get_language() or "en", user_id=request.user.pk)
            except SheetRefused as refusal:
                error = str(REFUSALS[refusal.reason])
            except OSError:
                error = _("Storage is full, so the file was not taken. Please try again later.")
            else:
                return redirect("catalog:import_detail", import_id=row.pk)
    context = {"error": error, "imports": ProductImport.objects.order_by("-pk")[:20], "columns": _columns(request)}
    return render(request, "catalog/import_list.html", context, status=422 if error else 200)


@admin_view(menu="products")
@require_safe
def import_detail(request: AdminRequest, import_id: int) -> HttpResponse:
    """The bar while it runs, then the counts and the rows that failed."""
    row = get_object_or_404(ProductImport, pk=import_id)
    errors = ProductImportError.objects.filter(product_import=row).order_by("pk")[:ERRORS_SHOWN]
    context = {"row": row, "job": _job(row), "errors": errors}
    return render(request, "catalog/import_detail.html", context)


@admin_view(menu="products")
@require_safe
def import_progress(request: AdminRequest, import_id: int) -> HttpResponse:
    """The bar alone; once the import is over the whole page is drawn anew."""
    row = get_object_or_404(ProductImport, pk=import_id)
    response = render(request, "catalog/_import_progress.html", {"row": row, "job": _job(row)})
    if row.is_over:
        response["HX-Refresh"] = "true"
    return response


@admin_view(menu="products")
@require_safe
def import_errors(request: AdminRequest, import_id: int) -> StreamingHttpResponse:
    """What was wrong, as CSV, streamed a piece at a time."""
    row = get_object_or_404(ProductImport, pk=import_id)
    head = [_("Row"), _("Product"), _("Field"), _("What is wrong")]
    lines = csv_lines(head, _error_rows(request.mall.pk, row.pk))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{row.pk}-errors.csv"'
    return response


def _columns(request: AdminRequest) -> list[tuple[str, str]]:
    """Each column with what goes into it; those of other shops, where there are any, in one line per field."""
    others = Shop.objects.filter(mall=request.mall).exclude(shop_no=BASE_SHOP_NO).order_by("shop_no")
    numbers = list(others.values_list("shop_no", flat=True))
    own = [(str(label), str(text)) for label, text in COLUMN_HELP]
    if not numbers:
        return own
    return own + [(label_for_shops(field, numbers), str(text)) for field, text in SHOP_COLUMN_HELP.items()]


def _job(row: ProductImport) -> Job | None:
    return Job.objects.filter(pk=row.job_id or 0, mall_id=row.mall_id).first()


def _error_rows(mall_id: int, import_id: int) -> Iterator[list[str]]:
    last = 0
    while True:
        with tenancy.mall(mall_id):  # the request's own door is closed by the time a body is sent
            rows = ProductImportError.objects.filter(product_import_id=import_id, pk__gt=last).order_by("pk")
            piece = list(rows[:ERRORS_AT_A_TIME])
        for row in piece:
            yield [str(row.row_no), row.code, row.field, row.text]
        if len(piece) < ERRORS_AT_A_TIME:
            return
        last = piece[-1].pk
