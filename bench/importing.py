"""How fast sheets of 10,000 products are read, and how much memory that takes beside 1,000."""

from __future__ import annotations

import csv
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from openpyxl import load_workbook

from bench.registry import Measurement, benchmark

FEW: Final = 1_000
MANY: Final = 10_000
HEAD: Final = ["code", "name", "price", "stock", "summary", "description"]
MEGABYTE: Final = 1024 * 1024


def lines(count: int) -> Iterator[list[str]]:
    """Half a kilobyte each, no two alike."""
    for number in range(count):
        yield [f"P{number}", f"Product {number}", "1000", "5", f"summary {number} " * 10, f"description {number} " * 20]


def write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEAD, *lines(count)])


def write_xlsx(path: Path, count: int) -> None:
    from catalog.workbooks import write_workbook  # noqa: PLC0415 - settings are ready only now

    with path.open("wb") as out:
        write_workbook(out, HEAD, lines(count))


@benchmark("import", goal="rows/s beside the bare reader; peak memory beside 1,000 rows: about 1")
def importing() -> list[Measurement]:
    import django  # noqa: PLC0415 - only this benchmark runs the platform's code in its own process

    django.setup()
    found: list[Measurement] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, write, bare in (("CSV", write_csv, _bare_csv), ("XLSX", write_xlsx, _bare_xlsx)):
            few, many = Path(folder, f"few.{kind}"), Path(folder, f"many.{kind}")
            write(few, FEW)
            write(many, MANY)
            _read(few)  # the first time also loads what the reader needs
            speeds = [_rows_per_second(read, many) for read in (_read, bare)]
            found.append(Measurement(f"{kind}, 10,000 rows", speeds[0], speeds[1], "rows/s"))
            peaks = [_peak(lambda path=path: _read(path)) for path in (many, few)]  # type: ignore[misc]
            found.append(Measurement(f"{kind}, peak memory", peaks[0], peaks[1], "MB"))
    return found


def _read(path: Path) -> int:
    from catalog.sheets import rows_of  # noqa: PLC0415 - settings are ready only now

    return sum(1 for _row in rows_of(path))


def _bare_csv(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _row in csv.reader(file)) - 1


def _bare_xlsx(path: Path) -> int:
    book = load_workbook(path.open("rb"), read_only=True)
    return sum(1 for _row in book.active.iter_rows(values_only=True)) - 1


def _rows_per_second(read: Callable[[Path], int], path: Path) -> float:
    began = time.perf_counter()
    return read(path) / (time.perf_counter() - began)


def _peak(work: Callable[[], int]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MEGABYTE
