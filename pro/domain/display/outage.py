"""Tell a database that is away from a mistake in one mall's data."""

from __future__ import annotations

from typing import Final

from django.db import InterfaceError, OperationalError

# SQLSTATE classes that say nothing about what was asked: connection, transaction rolled back (deadlock), resources.
PASSING_CLASSES: Final = ("08", "40", "53")
GOING_DOWN: Final = frozenset({"57P01", "57P02", "57P03"})


def is_outage(error: BaseException) -> bool:
    """Whether trying again later may help: the connection broke, the server goes down, has no room, or deadlocked."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = str(getattr(error.__cause__, "pgcode", None) or "")
    return not code or code[:2] in PASSING_CLASSES or code in GOING_DOWN
