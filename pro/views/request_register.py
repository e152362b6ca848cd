"""상품 등록 요청, by rows typed in or by a sheet (R3.13, R3.28 to R3.31, R3.122)."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import AdminRequest, admin_view
from catalog.domain.facts import base_shop
from catalog.domain.import_products import REFUSALS as SHEET_REFUSALS
from catalog.sheet_columns import COLUMNS
from catalog.sheets import SheetRefused
from pro.domain.register_request import NoGoodRow, file_registration
from pro.domain.register_rows import FIELDS, NEEDED, check_rows, read_sheet
from pro.domain.requests import RequestRefused, Row
from pro.forms.requests import MOST_FORM_ROWS, ProductRows, RegistrationFileForm, WhereForm
from pro.queries.requests import is_active, overseas_shops
from pro.request_words import REFUSALS
from pro.views.requests import asker

ERRORS_SHOWN: Final = 20


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """Rows or a file; "Add a row" draws the form with one more."""
    data = request.POST if request.method == "POST" else None
    if data is not None and "add" in data:
        return _page(request, _one_more(data))
    where = WhereForm(data, shops=overseas_shops(), prefix="where")
    file = RegistrationFileForm(data, request.FILES if data is not None else None)
    typed = ProductRows(data, prefix="row")
    if data is None or not (where.is_valid() and file.is_valid() and typed.is_valid()):
        return _render(request, where, file, typed, status=422 if data is not None else 200)
    try:
        rows = _rows(file, typed)
        filed = file_registration(rows, where.where, file_name=_name(file), asker=asker(request))
    except SheetRefused as refusal:
        text = SHEET_REFUSALS[refusal.reason]
        file.add_error(
            "file", _("The first row must name the columns.") if refusal.reason == "no_header" else str(text)
        )
    except RequestRefused as refusal:
        where.add_error(None, str(REFUSALS[refusal.reason]))
    except NoGoodRow as refusal:
        return _render(request, where, file, typed, status=422, bad=list(refusal.rows))
    else:
        messages.success(request, _("Your request is in. Its page shows how it goes on."))
        return redirect("pro:request", number=filed.number)
    return _render(request, where, file, typed, status=422)


@admin_view(menu="pro")
@require_safe
def sample(request: AdminRequest) -> HttpResponse:
    """A sheet with the columns and one made-up product."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(COLUMNS[name]) for name in FIELDS])
    example = {
        "code": "MUG-001",
        "name": _("Mug"),
        "price": "12000",
        "stock": "30",
        "weight_grams": "400",
        "options": _("Colour: Red, Blue | Size: S, M"),
    }
    writer.writerow([example.get(name, "") for name in FIELDS])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="product-registration.csv"'
    return response


def _rows(file: RegistrationFileForm, typed: Any) -> list[Row]:
    upload = file.cleaned_data["file"]
    cells = [(place, form.cells) for place, form in enumerate(typed.forms, start=1) if form.cells]
    if upload and cells:
        raise RequestRefused("both")
    if upload:
        return read_sheet(upload)
    rows = check_rows(cells)
    for row in rows:
        for name, text in row.errors.items():
            form = typed.forms[row.row_no - 1]
            form.add_error(name if name in form.fields else None, text)
    return rows


def _name(file: RegistrationFileForm) -> str:
    upload = file.cleaned_data["file"]
    return str(upload.name or "") if upload else ""


def _one_more(data: QueryDict) -> QueryDict:
    more = data.copy()
    try:
        count = int(more.get("row-TOTAL_FORMS", "0"))
    except ValueError:
        count = 0
    more["row-TOTAL_FORMS"] = str(max(1, min(MOST_FORM_ROWS, count + 1)))
    return more


def _page(request: AdminRequest, data: QueryDict) -> HttpResponse:
    """What was typed, with one more row; nothing is judged yet."""
    where = WhereForm(data, shops=overseas_shops(), prefix="where")
    return _render(request, where, RegistrationFileForm(), ProductRows(data, prefix="row"))


def _render(  # noqa: PLR0913 - the parts of one page
    request: AdminRequest,
    where: WhereForm,
    file: RegistrationFileForm,
    typed: Any,
    *,
    status: int = 200,
    bad: list[Row] | None = None,
) -> HttpResponse:
    context = {
        "where": where,
        "file": file,
        "typed": typed,
        "currency": base_shop().currency,
        "is_active": is_active(),
        "columns": [(COLUMNS[name], name in NEEDED) for name in FIELDS],
        "bad": [_shown(row) for row in (bad or [])[:ERRORS_SHOWN]],
    }
    return render(request, "pro/request_register.html", context, status=status)


def _shown(row: Row) -> tuple[int, str, list[tuple[str, str]]]:
    errors = [(str(COLUMNS[name]), text) for name, text in row.errors.items()]
    return row.row_no, str(row.cells.get("name", "")), errors
