"""The doors to a mall's data: a transaction, the Python context and PostgreSQL's setting, always together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

BATCH = "batch"


class NoMallOpen(RuntimeError):
    """Tenant data was asked for outside every door."""


class MallMismatch(RuntimeError):
    """A row of one mall was about to be written while another mall is open."""


class MallGone(PermissionDenied):
    """The mall was deleted while work for it ran: a page answers 403, a job ends cancelled."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What Python knows: the mall that is acted for, the batch if any, and whether PostgreSQL knows it too."""

    mall_id: int | None = None
    mall_ids: tuple[int, ...] = ()
    is_open: bool = False
    may_be_deleted: bool = False


_NOTHING_OPEN = _Scope()
_scope: ContextVar[_Scope] = ContextVar("mall_scope", default=_NOTHING_OPEN)


def current_mall_id() -> int:
    """The mall whose door is open. Raises NoMallOpen otherwise, so that no query runs unscoped by oversight."""
    scope = _scope.get()
    if scope.mall_id is None or not scope.is_open:
        raise NoMallOpen("Open tenancy.mall(mall_id) before touching a mall's data.")
    return scope.mall_id


def open_batch() -> tuple[int, ...]:
    """The ids of the malls under `malls(ids)`; empty outside of it."""
    return _scope.get().mall_ids


def open_mall_id() -> int | None:
    """The mall whose door is open, or None."""
    scope = _scope.get()
    return scope.mall_id if scope.is_open else None


def acted_for() -> int:
    """The mall that is named, open or not. Raises NoMallOpen where none is."""
    mall_id = _scope.get().mall_id
    if mall_id is None:
        raise NoMallOpen("No mall is named: tenancy.acting_for(mall_id) goes around this.")
    return mall_id


@contextmanager
def mall(mall_id: int) -> Iterator[None]:
    """Open one mall's data in a transaction; the outer mall, if any, is open again afterwards.

    An exception rolls back everything done inside. `SET LOCAL` is used because it ends with the transaction (a
    pooled connection never carries a mall to the next client) and because Citus passes it on to its workers.
    """
    with _door("default", _Scope(mall_id=int(mall_id), is_open=True)):
        yield


@contextmanager
def malls(mall_ids: Iterable[int]) -> Iterator[None]:
    """Open a batch of malls for set-based work as role `batch`, which sees statistics and displays only.

    Queries go to the connection `batch`: `ProductStatDay.objects.using("batch")`.
    """
    ids = tuple(sorted({int(mall_id) for mall_id in mall_ids}))
    if not ids:
        raise ValueError("A batch needs at least one mall.")
    with _door(BATCH, _Scope(mall_ids=ids, is_open=True)):
        yield


@contextmanager
def acting_for(mall_id: int, *, may_be_deleted: bool = False) -> Iterator[None]:
    """Name the mall without opening its data, around work that calls other companies or reports progress.

    Each piece that reads or writes opens the door itself with `step()`, so no transaction waits for a network.
    `may_be_deleted` is for the work that ends a deleted mall.
    """
    token = _scope.set(_Scope(mall_id=int(mall_id), may_be_deleted=may_be_deleted))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def step() -> Iterator[None]:
    """Open the data of the mall that is acted for, for one short piece of work.

    A deletion waits until the step is over; a step after it raises MallGone and does nothing (R0.74).
    """
    scope = _scope.get()
    if scope.mall_id is None:
        raise NoMallOpen("step() needs tenancy.acting_for(mall_id) around it.")
    with mall(scope.mall_id):
        if not scope.may_be_deleted:
            _hold_off_deletion(scope.mall_id)
        yield


def _hold_off_deletion(mall_id: int) -> None:
    # KEY SHARE stands in the way of the deletion's FOR UPDATE only, not of ordinary updates of the row.
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT status FROM accounts_mall WHERE id = %s FOR KEY SHARE", [mall_id])
        row = cursor.fetchone()
    if row is None or row[0] == "deleted":
        raise MallGone(f"Mall {mall_id} was deleted.")


@contextmanager
def any_mall(place: Any) -> Iterator[None]:
    """Put queries together that some mall will run: `place` stands where its number goes. None can be run in here."""
    token = _scope.set(_Scope(mall_id=place, is_open=True))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def _door(alias: str, scope: _Scope) -> Iterator[None]:
    outer = _scope.get()
    is_nested = connections[alias].in_atomic_block
    with transaction.atomic(using=alias):
        _set_local(alias, scope)
        token = _scope.set(scope)
        try:
            yield
        finally:
            _scope.reset(token)
        # After an exception the savepoint's own rollback brings the outer value back.
        if is_nested and not connections[alias].needs_rollback:
            _set_local(alias, outer if outer.is_open else _Scope())


def _set_local(alias: str, scope: _Scope) -> None:
    # Digits only, so a literal is safe; a parameter would need set_config(), which Citus does not propagate.
    if alias == BATCH:
        statement = "SET LOCAL app.mall_ids = '{" + ",".join(map(str, scope.mall_ids)) + "}'"
    else:
        statement = f"SET LOCAL app.mall_id = '{'' if scope.mall_id is None else scope.mall_id}'"
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
