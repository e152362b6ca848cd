"""Make rows of the scope for operations that have none yet; what staff have edited stays (R3.97)."""

from __future__ import annotations

from dataclasses import asdict

from pro.models import Operation
from pro.operations import registry


def add_missing_lines(using: str) -> int:
    """Insert a row per operation that the database does not know; answers how many were new."""
    known = set(Operation.objects.using(using).values_list("key", flat=True))
    missing = [line for line in registry.lines() if line.key not in known]
    Operation.objects.using(using).bulk_create([Operation(**asdict(line)) for line in missing])
    return len(missing)
