"""Hold malls for a moment, so that none is deleted between the count of its events and their being stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def holding_malls(mall_ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids of those that are not deleted, ascending; a deletion waits until the end of the block (R0.74)."""
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT id FROM accounts_mall WHERE id = ANY(%s) AND status <> 'deleted' ORDER BY id FOR KEY SHARE",
                [sorted(set(mall_ids))],
            )
            living = [mall_id for (mall_id,) in cursor.fetchall()]
        yield living
