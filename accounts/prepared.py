"""Statements that PostgreSQL plans once per connection, and the ORM puts together once per process.

For the few that calls of the API run over and over: putting such a statement together and planning it takes longer than
its rows do (docs/adr/0051-prepared-statements.md). A plan that is kept must hang on no value: one row by its key.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, QuerySet
from django.db.models.lookups import Lookup
from django.db.transaction import TransactionManagementError

from accounts import tenancy

MALL: Final = "mall_id"
R = TypeVar("R")
Sent = tuple[str, list[Any]]  # a statement and its values


class Given(Expression):
    """A value that a query is put together without: `Product.objects.filter(pk=Given("product_no"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class IsAnyOf(Lookup):
    """Whether a column is one of a list that is given: `IsAnyOf(F("pk"), Given("keys"))`; IN would count its values."""

    prepare_rhs = False
    lookup_name = "is_any_of"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, before = self.process_lhs(compiler, connection)
        values, after = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", [*before, *after]


class Prepared:
    """A statement with `%s` for each of its values, at least one of them a Given; others are a part of it."""

    # Known to connections that are open; one that was lost takes its statements with it.
    _known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()

    def __init__(self, statement: str, values: Sequence[Any]) -> None:
        self.statement, self.values = statement, values
        self.names = [value.name for value in values if isinstance(value, Given)]
        fixed = [value for value in values if not isinstance(value, Given)]
        self.name = f"kept_{hashlib.sha256(repr((statement, self.names, fixed)).encode()).hexdigest()[:24]}"
        self._run = f"EXECUTE {self.name}({', '.join(['%s'] * len(self.names))})"

    def on(self, cursor: CursorWrapper, given: dict[str, Any]) -> Sent:
        """What to send on this cursor's connection, which knows the statement from then on, and with which values.

        The whole statement behind PgBouncer: there the next one may reach another connection.
        """
        if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return self.whole(given)
        known = self._known.setdefault(cursor.connection, set())
        if self.name not in known:
            self._prepare(cursor)
            known.add(self.name)
        return self._run, [given[name] for name in self.names]

    def whole(self, given: dict[str, Any]) -> Sent:
        """The statement as it is, for PostgreSQL to plan for these very values."""
        return self.statement, [given[one.name] if isinstance(one, Given) else one for one in self.values]

    def _prepare(self, cursor: CursorWrapper) -> None:
        """Past Django's own cursor: it is no query of the call that happens to be the first."""
        numbers = itertools.count(1)
        places = [f"${next(numbers)}" if isinstance(one, Given) else _literal(cursor, one) for one in self.values]
        with connection.wrap_database_errors:
            cursor.cursor.execute(f"PREPARE {self.name} AS {self.statement % tuple(places)}")


class PreparedQuery(Generic[R]):
    """A queryset of one shape, with a `Given` for each value; rows of a mall are those of the open one.

    `build` makes it, once per process. What comes back are its rows as ever: objects, dicts or tuples.
    `plans_anew` is for lists: the plan that is right for a mall of the usual size reads a large one whole.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, R]], *, plans_anew: bool = False) -> None:
        self._build, self._plans_anew = build, plans_anew

    def first(self, **given: Any) -> R | None:
        """The first row for these values, or None."""
        return next(iter(self.rows(**given)), None)

    def rows(self, **given: Any) -> list[R]:
        """The rows for these values; one query.

        Raises NoMallOpen for rows of a mall outside its door, TransactionManagementError for a lock outside a
        transaction.
        """
        queryset, compiler, prepared = self._kept
        if queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked inside a transaction only.")
        values = {**given, MALL: tenancy.current_mall_id()} if MALL in prepared.names else given
        running: Any = copy.copy(compiler)
        running.connection = connection
        running.as_sql = lambda *_args, **_kwargs: self._sent(prepared, values)
        rows = queryset.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: running  # type: ignore[method-assign]
        return list(rows)

    @cached_property
    def _kept(self) -> tuple[QuerySet[Any, R], Any, Prepared]:
        with tenancy.any_mall(Given(MALL)):
            queryset = self._build()
            compiler = queryset.query.get_compiler(connection=connection)
            statement, values = compiler.as_sql()
        return queryset, compiler, Prepared(statement, values)

    def _sent(self, prepared: Prepared, values: dict[str, Any]) -> Sent:
        if self._plans_anew:
            return prepared.whole(values)
        with connection.cursor() as cursor:
            return prepared.on(cursor, values)


def _literal(cursor: CursorWrapper, value: Any) -> str:
    return str(cursor.mogrify("%s", [value]).decode())
