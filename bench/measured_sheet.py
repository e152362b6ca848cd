"""A view of the measured server that applies a product sheet (ROWS, else 10,000) to a mall, three times over."""

from __future__ import annotations

import csv
import io
import os
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, JsonResponse

from accounts import tenancy
from accounts.models import Mall, User
from catalog.domain.import_products import run_import, start_import
from catalog.models import ProductImport

ROWS = int(os.environ.get("ROWS", "") or 10_000)
HEAD = ["code", "name", "price", "stock", "display", "selling", "weight_grams", "summary", "description"]
HEAD += ["options", "variant_stock"]


def apply_sheets(request: HttpRequest) -> JsonResponse:
    """Register ROWS products of which a fifth has options, apply the same sheet again, then one with other prices."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells mypy who signed in
    mall = user.operator.mall
    found: dict[str, Any] = {"megabytes_of_a_tenth": _peak(mall, user.pk, _sheet("T", ROWS // 10, 1000))}
    for kind, price in (("created", 1000), ("same", 1000), ("changed", 2000)):
        found[kind] = _rows_per_second(mall, user.pk, _sheet("A", ROWS, price), kind)
    found["megabytes"] = _peak(mall, user.pk, _sheet("A", ROWS, 3000))
    return JsonResponse(found)


def _sheet(code: str, count: int, price: int) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *_lines(code, count, price)])
    return out.getvalue().encode()


def _lines(code: str, count: int, price: int) -> Iterator[list[object]]:
    for number in range(count):
        texts = [f"summary {number} " * 5, f"<p>description {number}</p> " * 20]
        head = [f"{code}{number}", f"Product {number}", price]
        if number % 5:
            yield [*head, 5, "T", "T", 300, *texts, "", ""]
        else:
            yield [*head, "", "T", "T", 300, *texts, "Colour: Red, Blue | Size: S, M", "Red / S: 3 | Blue / M: 2"]


def _apply(mall: Mall, user_id: int, sheet: bytes) -> ProductImport:
    with tenancy.mall(mall.pk):
        row = start_import(SimpleUploadedFile("bench.csv", sheet), language="en", user_id=user_id)
    with tenancy.acting_for(mall.pk):
        run_import(row.pk)
    with tenancy.mall(mall.pk):
        row.refresh_from_db()
    return row


def _rows_per_second(mall: Mall, user_id: int, sheet: bytes, kind: str) -> float:
    began = time.perf_counter()
    row = _apply(mall, user_id, sheet)
    seconds = time.perf_counter() - began
    assert getattr(row, f"{kind}_count") == ROWS, row.failed_count  # noqa: S101 - else nothing was measured
    return ROWS / seconds


def _peak(mall: Mall, user_id: int, sheet: bytes) -> float:
    tracemalloc.start()
    _apply(mall, user_id, sheet)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024 / 1024
