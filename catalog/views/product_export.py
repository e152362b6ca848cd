"""Products as a sheet, and the empty sheet to begin with: in the columns that imports read, as CSV and as XLSX."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.csv_lines import csv_lines
from accounts.models import Shop
from accounts.uploads import NO_ROOM
from catalog.domain.facts import BASE_SHOP_NO
from catalog.domain.sheet_rows import sheet_rows
from catalog.forms import ProductFilterForm
from catalog.queries.categories import category_choices
from catalog.sheet_columns import COLUMNS, keys_for, label_of
from catalog.workbooks import Cell, write_workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exports(query: QueryDict) -> list[tuple[str, str]]:
    """Addresses of the filtered list as a sheet, each with its label."""
    kinds = [("catalog:product_export_xlsx", _("Export as XLSX")), ("catalog:product_export", _("Export as CSV"))]
    return [(f"{reverse(name)}?{query.urlencode()}", label) for name, label in kinds]


@admin_view(menu="products")
@require_safe
def export_csv(request: AdminRequest) -> StreamingHttpResponse:
    """The filtered list as CSV (UTF-8 with a mark, as spreadsheets like it), streamed a piece at a time."""
    shops = _shops(request)
    rows = ([_text(cell) for cell in row] for row in _rows(request, shops))
    response = StreamingHttpResponse(csv_lines(_header(shops), rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(request)}.csv"'
    return response


@admin_view(menu="products")
@require_safe
def export_xlsx(request: AdminRequest) -> HttpResponseBase:
    """The same as XLSX, written row by row into a temporary file before it is sent, for want of room says so."""
    try:
        shops = _shops(request)
        return _workbook(_header(shops), _rows(request, shops), f"{_name(request)}.xlsx")
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        messages.error(request, _("There is no room to make the file just now. Try again later, or export as CSV."))
        return redirect(f"{reverse('catalog:product_list')}?{request.GET.urlencode()}")


@admin_view(menu="products")
@require_safe
def template_csv(request: AdminRequest) -> HttpResponse:
    """The columns, with a product without options and one with options as examples."""
    lines = csv_lines(_header(_shops(request)), ([_text(cell) for cell in row] for row in _samples()))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="products-template.csv"'
    return response


@admin_view(menu="products")
@require_safe
def template_xlsx(request: AdminRequest) -> FileResponse:
    """The same as XLSX."""
    return _workbook(_header(_shops(request)), _samples(), "products-template.xlsx")


def _workbook(header: list[str], rows: Iterable[list[Cell]], name: str) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_workbook(file, header, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _shops(request: AdminRequest) -> dict[int, Shop]:
    """All shops of the mall by their numbers, the base shop first."""
    return {shop.shop_no: shop for shop in Shop.objects.filter(mall=request.mall).order_by("shop_no")}


def _keys(shops: dict[int, Shop]) -> list[str]:
    return keys_for(number for number in shops if number != BASE_SHOP_NO)


def _header(shops: dict[int, Shop]) -> list[str]:
    return [label_of(key) for key in _keys(shops)]


def _rows(request: AdminRequest, shops: dict[int, Shop]) -> Iterator[list[Cell]]:
    wanted = ProductFilterForm(request.GET, categories=category_choices()).wanted()
    return ([row.get(key) for key in _keys(shops)] for row in sheet_rows(request.mall.pk, wanted, shops))


def _name(request: AdminRequest) -> str:
    return f"products-{request.mall.host}-{timezone.localdate().isoformat()}"


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _samples() -> list[list[Cell]]:
    plain: dict[str, Cell] = {
        "code": "CUP-1",
        "name": _("Blue cup"),
        "price": 12000,
        "stock": 10,
        "tracks_stock": "T",
        "display": "T",
        "selling": "T",
        "weight_grams": 350,
    }
    with_options: dict[str, Cell] = {
        "code": "SHIRT-1",
        "name": _("Linen shirt"),
        "price": 39000,
        "display": "F",
        "selling": "F",
        "weight_grams": 400,
        "options": _("Colour: Red, Blue | Size: S, M"),
        "extra_inputs": _("Engraving: 20, required | Note: 50"),
        "variant_stock": _("Red / S: 3 | Red / M: 5 | Blue / S: 0 | Blue / M: 2"),
    }
    return [[sample.get(key) for key in COLUMNS] for sample in (plain, with_options)]
