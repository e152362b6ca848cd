"""XLSX files for tests."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook

INLINE = re.compile(r't="inlineStr"><is><t(?: xml:space="preserve")?>(.*?)</t></is>', re.DOTALL)


def workbook(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_a_spreadsheet_saves_it(content: bytes) -> bytes:
    """The workbook with its texts in a table of strings, and with wrong dimensions, as real programs write them."""
    out, strings = io.BytesIO(), []
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        sheet = old.read("xl/worksheets/sheet1.xml").decode()
        sheet = INLINE.sub(lambda found: strings.append(found[1]) or f't="s"><v>{len(strings) - 1}</v>', sheet)
        sheet = re.sub(r'<dimension ref="[^"]*" ?/>', '<dimension ref="A1"/>', sheet)
        parts = {part: old.read(part).decode() for part in old.namelist()} | {"xl/worksheets/sheet1.xml": sheet}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    if kind not in parts["[Content_Types].xml"]:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", named)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    items = "".join(f"<si><t>{text}</t></si>" for text in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">{items}</sst>'
    with zipfile.ZipFile(out, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    assert strings
    return out.getvalue()
