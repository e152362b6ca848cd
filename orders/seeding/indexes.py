"""Take indexes and foreign keys off tables while they are filled: made again at the end in a fraction of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db.backends.utils import CursorWrapper

# Primary keys stay: other tables point at them. A unique constraint brings its index with it.
CONSTRAINTS: Final = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype DESC, conname
"""
INDEXES: Final = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype = 'u')
ORDER BY 1
"""


@contextmanager
def without_indexes(cursor: CursorWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Inside a transaction: drop them, and make the very same again at the end, unique first."""
    cursor.execute(CONSTRAINTS, [list(tables)])
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, [list(tables)])
    indexes = cursor.fetchall()
    for table, name, _definition in sorted(constraints, key=lambda row: "FOREIGN" not in row[2]):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    # Foreign keys are deferrable: what was copied must be checked before a table can be altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in constraints:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
