"""Rows into tables by COPY: columns that nobody gives a value get their field's default, or the database's."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any, Final

from django.db import models
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import DatabaseDefault

NULL: Final = "\\N"
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def cell(value: Any) -> str:
    """A value as COPY's text format writes it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value).translate(ESCAPES)


class Table:
    """Rows of one model that wait to be copied, and the next free ids. `names` are columns, parted by spaces."""

    def __init__(self, model: type[models.Model], names: str, cursor: CursorWrapper) -> None:
        self.name: str = model._meta.db_table
        columns = names.split()
        self.cursor = cursor
        written = [field for field in model._meta.concrete_fields if not field.generated]
        rest = [field for field in written if field.column not in {*columns, "id"}]
        defaults = [(str(field.column), field.get_default()) for field in rest]
        known = [(column, value) for column, value in defaults if not isinstance(value, DatabaseDefault | None)]
        self.columns = ["id", *columns, *(column for column, _value in known)]
        self.tail = "".join(f"\t{cell(value)}" for _column, value in known) + "\n"
        self.lines: list[str] = []
        self.count = 0
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [self.name])
        self.next_id: int = cursor.fetchone()[0]

    def add(self, *cells: str) -> int:
        """Append a row whose cells are ready for COPY; returns its id."""
        row_id = self.next_id
        self.next_id = row_id + 1
        self.lines.append(f"{row_id}\t" + "\t".join(cells) + self.tail)
        return row_id

    def add_values(self, *values: Any) -> int:
        """The same for values of any kind."""
        return self.add(*map(cell, values))

    def flush(self) -> None:
        """Send what waits."""
        if self.lines:
            self.cursor.copy_expert(
                f"COPY {self.name} ({', '.join(self.columns)}) FROM STDIN", io.StringIO("".join(self.lines))
            )
            self.count += len(self.lines)
            self.lines.clear()

    def close(self) -> None:
        """Send the rest and have the sequence go on after the last id."""
        self.flush()
        self.cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [self.name, self.next_id])
