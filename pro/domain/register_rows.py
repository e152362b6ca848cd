"""Rows of a product registration: read from a sheet or a form, and judged field by field."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tenancy import current_mall_id
from catalog.domain.facts import base_shop
from catalog.domain.options import OptionsRefused, check_options
from catalog.domain.row_refused import RowRefused
from catalog.domain.sheet_values import read_cells
from catalog.models import Product
from catalog.sheets import LARGEST_BYTES, SheetRefused, rows_of
from pro.domain.offer_products import NO_WEIGHT
from pro.domain.requests import Row

MOST_ROWS: Final = 5000
FIELDS: Final = (
    "code",
    "name",
    "price",
    "stock",
    "weight_grams",
    "summary",
    "material",
    "options",
    "short_description",
    "description",
)
NEEDED: Final = ("name", "price")
BAD_OPTIONS: Final = gettext_lazy("These options do not work. Write them like “Colour: Red, Blue | Size: S, M”.")
CODE_TAKEN: Final = gettext_lazy("Another product has this code.")


def read_sheet(upload: File[bytes]) -> list[Row]:
    """The rows of an uploaded CSV or XLSX file, checked one by one; the file itself is not kept.

    It lies under PRIVATE_ROOT while it is read, by a name that openpyxl takes; what it is its content says. Raises
    SheetRefused.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise SheetRefused("too_large")
    path = Path(settings.PRIVATE_ROOT) / str(current_mall_id()) / "requests" / f"{secrets.token_hex(16)}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        return check_rows(rows_of(path, needs=frozenset({"name"})))
    finally:
        path.unlink(missing_ok=True)


def check_rows(found: Iterable[tuple[int, Mapping[str, str]]]) -> list[Row]:
    """Each row with what is wrong in it, field by field, in the present language.

    Raises SheetRefused("too_many_rows") for more than 5,000.
    """
    currency = base_shop().currency
    rows: list[Row] = []
    for row_no, cells in found:
        if len(rows) >= MOST_ROWS:
            raise SheetRefused("too_many_rows")
        kept = {name: text for name in (*FIELDS, "number") if (text := cells.get(name, ""))}
        flags = () if "weight_grams" in kept else (NO_WEIGHT,)
        tidy = {name: text.replace("\0", "") for name, text in kept.items()}
        rows.append(Row(tidy, row_no, _errors(kept, currency), flags))
    return _with_codes_once(rows)


def _errors(cells: Mapping[str, str], currency: str) -> dict[str, str]:
    """Every bad field of a row, not only the first."""
    errors = {name: _("A new product needs this.") for name in NEEDED if name not in cells}
    if "number" in cells:
        errors["number"] = _("Leave this empty: a registration makes new products. Ask for a product edit instead.")
    for name in FIELDS:
        if name in cells and (text := _error(name, cells[name], currency)):
            errors[name] = text
    return errors


def _error(name: str, text: str, currency: str) -> str:
    try:
        value = read_cells({name: text}, currency)[name]
        if name == "options":
            check_options(value)
    except RowRefused as error:
        return error.text
    except OptionsRefused:
        return str(BAD_OPTIONS)
    return ""


def _with_codes_once(rows: list[Row]) -> list[Row]:
    """Rows whose code another product or an earlier row has get that as an error; one query."""
    codes = [row.cells["code"] for row in rows if "code" in row.cells and "code" not in row.errors]
    taken = set(Product.objects.filter(code__in=codes).values_list("code", flat=True))
    judged = []
    for row in rows:
        code = row.cells.get("code", "")
        if code and code in taken and "code" not in row.errors:
            judged.append(Row(row.cells, row.row_no, {**row.errors, "code": str(CODE_TAKEN)}, row.flags))
        else:
            judged.append(row)
        taken.add(code)
    return judged
