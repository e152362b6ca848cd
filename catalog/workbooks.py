"""XLSX files read and written row by row: neither their rows nor their table of strings is held in memory."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError  # the classes alone; parsing is defused

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from accounts.csv_lines import harmless

LONGEST_CELL: Final = 32_767  # of the format; what is longer would be cut off without a word
LARGEST_INTEGER: Final = 10**15  # spreadsheets keep 15 digits
BROKEN_WORKBOOK: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    TypeError,
    ValueError,
)
MAIN: Final = f"{{{SHEET_MAIN_NS}}}"
Cell = str | int | Decimal | None


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """A workbook to be read row by row. Raises one of BROKEN_WORKBOOK, also while it is read."""
    with path.open("rb") as file, tempfile.TemporaryFile() as strings:
        reader = _Reader(file, strings)
        reader.read()
        try:
            yield reader.wb
        finally:
            reader.wb.close()


def write_workbook(out: IO[bytes], header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write one sheet, each row as it comes. Texts are no formulas and have no characters that XML forbids.

    A text longer than a cell may be is left out: an import leaves what is there where a cell is empty.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([harmless(label) for label in header])
    for row in rows:
        sheet.append([_written(cell) for cell in row])
    book.save(out)


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """Openpyxl's reader with the table of strings in a file."""

    def __init__(self, file: IO[bytes], strings: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.strings = strings

    def read_strings(self) -> None:
        """Called by `read`, before the sheets."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName.removeprefix("/")) as source:
                self.shared_strings = _StringsOnDisk(source, self.strings)


class _StringsOnDisk:
    """The strings of a workbook by their number, at eight bytes of memory each."""

    def __init__(self, source: IO[bytes], file: IO[bytes]) -> None:
        self.file = file
        self.ends = array("Q")
        for text in _strings_of(source):
            file.write(text.encode())
            self.ends.append(file.tell())

    def __getitem__(self, number: int) -> str:
        end = self.ends[number]
        start = self.ends[number - 1] if number > 0 else 0
        self.file.seek(start)
        return self.file.read(end - start).decode()


def _strings_of(source: IO[bytes]) -> Iterator[str]:
    root: Element | None = None
    for event, node in iterparse(source, events=("start", "end")):
        if root is None:
            root = node
        elif event == "end" and node.tag == f"{MAIN}si":
            yield _text_of(node)
            root.clear()


def _text_of(item: Element) -> str:
    """The text of a string, whole or in runs of different looks, without how it is pronounced."""
    pieces = [item, *item.findall(f"{MAIN}r")]
    return "".join(piece.findtext(f"{MAIN}t") or "" for piece in pieces)


def _written(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return str(cell) if isinstance(cell, int) and cell >= LARGEST_INTEGER else cell
    text = harmless(ILLEGAL_CHARACTERS_RE.sub("", cell))
    return text if len(text) <= LONGEST_CELL else None
