"""Products from an uploaded sheet: stored privately, then applied in chunks by a job."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import enqueue, report_progress, running_job_id
from accounts.shop_hosts import forgetting_once
from accounts.tenancy import current_mall_id
from catalog.domain.facts import keeping_base_shop
from catalog.domain.import_rows import apply_row
from catalog.domain.row_refused import RowRefused
from catalog.domain.sheet_desk import Desk
from catalog.models import ProductImport, ProductImportError
from catalog.sheet_columns import label_of
from catalog.sheets import LARGEST_BYTES, Row, SheetRefused, rows_of

IMPORT_TASK: Final = "catalog.import_products"
CHUNK: Final = 50
REFUSALS: Final = {
    "no_sheet": _("This file is no CSV or XLSX sheet."),
    "encoding": _("The file is neither in UTF-8 nor in CP949 (Korean). Save it as CSV UTF-8 and upload it again."),
    "no_header": _("The first row must name the columns, with “Product number” or “Product code” among them."),
    "too_many_rows": _("The file has more than 10,000 rows. Upload it in parts."),
    "too_large": _("The file is too large. It may have at most 20 MB."),
}


def start_import(upload: File[bytes], *, language: str, user_id: int) -> ProductImport:
    """Store the file under PRIVATE_ROOT and have a job read it. Raises SheetRefused where it is too large.

    The open mall's; a file that cannot be stored raises OSError and leaves no row.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise SheetRefused("too_large")
    name = f"{current_mall_id()}/imports/{secrets.token_hex(16)}"
    target = Path(settings.PRIVATE_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with target.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    row = ProductImport(file_name=(upload.name or "")[:120], path=name, language=language, user_id=user_id)
    row.save(force_insert=True)
    job = enqueue(IMPORT_TASK, mall_id=current_mall_id(), import_id=row.pk)
    ProductImport.objects.filter(pk=row.pk).update(job_id=job.pk)
    return row


def run_import(import_id: int) -> None:
    """Apply the rows of an import that are not applied yet; the mall must be named, not open.

    Each chunk commits with how far it got, so a second run goes on after it. A file that cannot be read ends refused.
    """
    with tenancy.step():
        found = ProductImport.objects.filter(pk=import_id).first()
    if found is None or found.is_over:
        return
    path = Path(settings.PRIVATE_ROOT) / found.path
    with translation.override(found.language):
        try:
            total = sum(1 for _row in rows_of(path))
            rows = rows_of(path)
            for chunk in _chunks(rows, skip=found.done_rows):
                report_progress(running_job_id(), _apply(import_id, chunk, total), total)
        except SheetRefused as error:
            _close(import_id, ProductImport.State.REFUSED, str(REFUSALS[error.reason]))
        else:
            _close(import_id, ProductImport.State.DONE, "")
    path.unlink(missing_ok=True)


def _chunks(rows: Iterator[Row], *, skip: int) -> Iterator[list[Row]]:
    rest = itertools.islice(rows, skip, None)
    while chunk := list(itertools.islice(rest, CHUNK)):
        yield chunk


def _apply(import_id: int, chunk: list[Row], total: int) -> int:
    with tenancy.step(), forgetting_once(), keeping_base_shop():
        row = ProductImport.objects.select_for_update().get(pk=import_id)
        desk = Desk([cells for _row_no, cells in chunk], Actor.operator(row.user_id))
        errors: list[ProductImportError] = []
        for row_no, cells in chunk:
            try:
                outcome = apply_row(cells, desk)
            except RowRefused as error:
                errors.append(_error(row, row_no, cells, error))
                row.failed_count += 1
            else:
                setattr(row, f"{outcome}_count", getattr(row, f"{outcome}_count") + 1)
        ProductImportError.objects.bulk_create(errors)
        row.state, row.total_rows = ProductImport.State.RUNNING, total
        row.done_rows += len(chunk)
        row.save()
        return int(row.done_rows)


def _error(row: ProductImport, row_no: int, cells: dict[str, str], error: RowRefused) -> ProductImportError:
    key = (cells.get("number") or cells.get("code") or "").replace("\0", "")[:80]
    field = label_of(error.field)[:60]
    return ProductImportError(product_import=row, row_no=row_no, field=field, text=error.text[:400], code=key)


def _close(import_id: int, state: str, refusal: str) -> None:
    with tenancy.step():
        ProductImport.objects.filter(pk=import_id).update(state=state, refusal=refusal, finished_at=timezone.now())
