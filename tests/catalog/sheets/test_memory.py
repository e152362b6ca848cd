"""Sheets of 10,000 rows are read and written without holding them in memory."""

from __future__ import annotations

import csv
import gc
import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.sheets import MOST_ROWS, rows_of
from catalog.workbooks import write_workbook
from tests.catalog.sheets.books import as_a_spreadsheet_saves_it

HEAD = ["code", "description"]
FEW = 1000
SLACK_BYTES = 3 * 1024 * 1024  # of an XLSX with 10,000 rows: what its parser keeps of each row, and eight bytes a text
pytestmark = pytest.mark.slow


def line(number: int) -> list[str]:
    """Half a kilobyte, no two alike."""
    return [f"P{number}", f"description {number} " * 25]


def as_csv(count: int) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *map(line, range(count))])
    return out.getvalue().encode()


def as_xlsx(count: int) -> bytes:
    out = io.BytesIO()
    write_workbook(out, HEAD, map(line, range(count)))
    return out.getvalue()


def as_spreadsheet(count: int) -> bytes:
    return as_a_spreadsheet_saves_it(as_xlsx(count))


def peak_of(work: Callable[[], None]) -> int:
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def read(path: Path, count: int) -> None:
    number, last = 0, None
    for row in rows_of(path):
        number, last = number + 1, row
    assert (number, last) == (count, (count + 1, dict(zip(HEAD, map(str.strip, line(count - 1)), strict=True))))


@pytest.mark.parametrize(
    ("make", "slack"), [(as_csv, 64 * 1024), (as_xlsx, SLACK_BYTES), (as_spreadsheet, SLACK_BYTES)]
)
def test_ten_times_the_rows_take_no_more_memory_to_read(tmp_path, make, slack):
    peaks = []
    for count in (10, FEW, MOST_ROWS):  # the first time loads what the reader needs
        path = tmp_path / f"sheet{len(peaks)}"
        path.write_bytes(make(count))
        peaks.append(peak_of(lambda path=path, count=count: read(path, count)))
    assert path.stat().st_size < 20 * 1024 * 1024
    assert peaks[2] < peaks[1] + slack, peaks


def test_ten_times_the_rows_take_no_more_memory_to_write(tmp_path):
    peaks = []
    for count in (10, FEW, MOST_ROWS):
        with (tmp_path / "out.xlsx").open("wb") as out:
            peaks.append(peak_of(lambda out=out, count=count: write_workbook(out, HEAD, map(line, range(count)))))
    assert peaks[2] < peaks[1] + 512 * 1024, peaks
