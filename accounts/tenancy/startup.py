"""Refuse to serve with a hole in the walls: asked by web, worker and clock before their first piece of work."""

from __future__ import annotations

import time

import structlog
from django.db import OperationalError, connections

from accounts.tenancy.catalog import holes_in_the_walls

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 60.0


class UnsafeToServe(SystemExit):
    """Ends the process with a line per hole and no traceback."""


def refuse_holes(patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Return where the walls stand. Raises UnsafeToServe otherwise, also where PostgreSQL never answers.

    Waits for a PostgreSQL that is only starting. Leaves no connection open: the caller may fork.
    """
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            holes = holes_in_the_walls()
            break
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise UnsafeToServe(f"Refusing to serve: PostgreSQL does not answer.\n  - {error}") from error
            log.warning("start_waits_for_database", error=str(error).strip())
            time.sleep(0.5)
        finally:
            connections.close_all()
    if holes:
        raise UnsafeToServe("Refusing to serve:\n" + "\n".join(f"  - {hole}" for hole in holes))
