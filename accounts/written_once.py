"""Statements that every request runs: written once per process, where the ORM would build them anew each time.

For the few rows that admit a request (session, user, operator with mall). What comes back are ordinary model objects.
The ORM spends more time on putting such a query together than PostgreSQL on answering it (docs/adr/0014).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

M = TypeVar("M", bound=models.Model)


class RowOf(Generic[M]):
    """One row of a control-plane model by a condition in SQL, if wanted with the row that one of its keys names.

    `condition` is written over `t`, with `%s` for each value: it comes from code, never from outside.
    """

    def __init__(self, model: type[M], condition: str, *, related: str = "") -> None:
        self.model = model
        self.condition = condition
        self.related = related

    def first(self, *values: Any) -> M | None:
        """The row, or None; one query."""
        statement, own, others = self._statement
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        if row is None:
            return None
        found = self.model.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
        if self.related:
            other: type[models.Model] = self._other
            setattr(found, self.related, other.from_db(DEFAULT_DB_ALIAS, others, row[len(own) :]))
        return found

    @property
    def _other(self) -> Any:
        return self.model._meta.get_field(self.related).related_model

    @cached_property
    def _statement(self) -> tuple[str, list[str], list[str]]:
        """The SQL, and the names of the fields in the order of its columns."""
        columns, own = _columns(self.model, "t")
        source = f'"{self.model._meta.db_table}" t'
        others: list[str] = []
        if self.related:
            key: Any = self.model._meta.get_field(self.related)
            more, others = _columns(self._other, "r")
            columns += more
            source += f' JOIN "{self._other._meta.db_table}" r ON r."{self._other._meta.pk.column}" = t."{key.column}"'
        # Names of tables and columns come from the models, the condition from code.
        return f"SELECT {', '.join(columns)} FROM {source} WHERE {self.condition} LIMIT 1", own, others  # noqa: S608


def _columns(model: type[models.Model], alias: str) -> tuple[list[str], list[str]]:
    """Columns and names of all fields. Raises TypeError for a field that PostgreSQL's own value does not do for."""
    fields: list[Any] = list(model._meta.concrete_fields)
    for field in fields:
        if field.get_db_converters(connection) or connection.ops.get_db_converters(field.get_col(model._meta.db_table)):
            raise TypeError(f"{model.__name__}.{field.name} is converted on its way from the database.")
    return [f'{alias}."{field.column}"' for field in fields], [field.attname for field in fields]
