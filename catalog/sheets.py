"""Read rows from CSV and XLSX files one at a time, so that memory does not grow with the file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from accounts.csv_lines import plain
from catalog.sheet_columns import known_heads
from catalog.workbooks import BROKEN_WORKBOOK, open_workbook

MOST_ROWS: Final = 10_000
LARGEST_BYTES: Final = 20 * 1024 * 1024
LARGEST_UNPACKED_BYTES: Final = 300 * 1024 * 1024
Row = tuple[int, dict[str, str]]


class SheetRefused(Exception):
    """Nothing of the file can be read: `reason` is no_sheet, encoding, no_header, too_many_rows or too_large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rows_of(path: Path, *, needs: frozenset[str] = frozenset({"number", "code"})) -> Iterator[Row]:
    """Row number as a spreadsheet counts, and the cells by column key; empty rows are passed over.

    Heads are known in every language of the admin, other columns are passed over; one of `needs` must be among them.
    Raises SheetRefused, also midway where there are more than 10,000 rows.
    """
    lines = _xlsx_lines(path) if zipfile.is_zipfile(path) else _csv_lines(path)
    head = next(lines, None)
    keys = _keys(head or [])
    if not needs & set(keys):
        raise SheetRefused("no_header")
    count = 0
    for row_no, cells in enumerate(lines, start=2):
        values = {key: plain(cell.strip()) for key, cell in zip(keys, cells, strict=False) if key}
        if not any(values.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise SheetRefused("too_many_rows")
        yield row_no, values


def _keys(head: list[str]) -> list[str]:
    known = known_heads()
    return [known.get(" ".join(cell.split()).casefold(), "") for cell in head]


def _csv_lines(path: Path) -> Iterator[list[str]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        delimiter = max(",;\t", key=first.count)
        file.seek(0)
        try:
            yield from csv.reader(file, delimiter=delimiter)
        except csv.Error as error:
            raise SheetRefused("no_sheet") from error


def _encoding(path: Path) -> str:
    """UTF-8 with or without its mark, else CP949, as Korean spreadsheets write it."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            with path.open(encoding=encoding) as file:
                for _piece in iter(lambda: file.read(8192), ""):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetRefused("encoding")


def _xlsx_lines(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED_BYTES:
                raise SheetRefused("too_large")
        with open_workbook(path) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write wrong ones, and rows beyond them would be lost
            for cells in sheet.iter_rows(values_only=True, max_col=60):
                yield [_text(cell) for cell in cells]
    except BROKEN_WORKBOOK as error:
        raise SheetRefused("no_sheet") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "T" if cell else "F"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
