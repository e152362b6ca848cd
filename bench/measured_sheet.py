"""A view of the measured server that applies a product sheet (ROWS, else 10,000) to a mall."""

from __future__ import annotations

import csv
import io
import os
import time
import tracemalloc
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, JsonResponse

from accounts import tenancy
from accounts.models import Mall, User
from catalog.domain.import_products import run_import, start_import
from catalog.models import ProductImport

ROWS = int(os.environ.get("ROWS", "") or 10_000)
HEAD = ["code", "name", "price", "stock", "display", "selling", "weight_grams", "summary", "description"]
HEAD += ["options", "variant_stock"]


def apply_sheet(request: HttpRequest) -> JsonResponse:
    """`kind`: created (ROWS products, a fifth with options), then same, changed, and memory."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells mypy who signed in
    mall, kind = user.operator.mall, request.GET["kind"]
    if kind == "memory":
        few, many = (_peak(mall, user.pk, _sheet(count, 2000)) for count in (ROWS // 10, ROWS))
        return JsonResponse({"few": few, "many": many})
    row, seconds = _apply(mall, user.pk, _sheet(ROWS, 2000 if kind == "changed" else 1000))
    assert getattr(row, f"{kind}_count") == ROWS, row.failed_count  # noqa: S101 - else nothing was measured
    return JsonResponse({"rows_per_second": ROWS / seconds})


def _sheet(count: int, price: int) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *_lines(count, price)])
    return out.getvalue().encode()


def _lines(count: int, price: int) -> Iterator[list[object]]:
    for number in range(count):
        texts = [f"summary {number} " * 5, f"<p>description {number}</p> " * 20]
        head = [f"A{number}", f"Product {number}", price]
        if number % 5:
            yield [*head, 5, "T", "T", 300, *texts, "", ""]
        else:
            yield [*head, "", "T", "T", 300, *texts, "Colour: Red, Blue | Size: S, M", "Red / S: 3 | Blue / M: 2"]


def _apply(mall: Mall, user_id: int, sheet: bytes) -> tuple[ProductImport, float]:
    with tenancy.mall(mall.pk):
        row = start_import(SimpleUploadedFile("bench.csv", sheet), language="en", user_id=user_id)
    began = time.perf_counter()
    with tenancy.acting_for(mall.pk):
        run_import(row.pk)
    seconds = time.perf_counter() - began
    with tenancy.mall(mall.pk):
        row.refresh_from_db()
    return row, seconds


def _peak(mall: Mall, user_id: int, sheet: bytes) -> float:
    tracemalloc.start()
    _apply(mall, user_id, sheet)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024 / 1024
