"""One seeding: shares, tables in their order, indexes off and on, figures, ANALYZE."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import connections, transaction
from django.utils import timezone

from catalog.domain.partitions import TABLES, keep_partitions
from orders.seeding.figures import write_figures
from orders.seeding.indexes import without_indexes
from orders.seeding.malls import MIGRATOR, ProductTables, make_malls
from orders.seeding.orders import OrderTables

ORDERS_A_PIECE: Final = 20_000
STATISTICS: Final = [table.name for table in TABLES]


@dataclass(frozen=True, slots=True)
class Size:
    """How much: products are per mall, orders altogether; `big_mall` of them belong to the first mall."""

    malls: int
    products: int
    orders: int
    days: int
    big_mall: int | None = None

    def shares(self) -> list[int]:
        """Orders of each mall: the first one's, then the rest, more for the earlier malls; their sum is `orders`."""
        if self.malls == 1:
            return [self.orders]
        first = min(self.orders // 2 if self.big_mall is None else self.big_mall, self.orders)
        weights = [1 / (place + 5) for place in range(self.malls - 1)]
        total, left, shares = sum(weights), self.orders - first, [first]
        shares += [round(left * weight / total) for weight in weights]
        shares[-1] += left - sum(shares[1:])
        return [max(0, share) for share in shares]


def seed(size: Size, *, seed_number: int, password: str, say: Callable[[str], object]) -> dict[str, int]:
    """Write everything in one transaction, as migrator; the same seed gives the same rows but for ids and the present.

    Returns rows per table. Raises NamesTaken where an earlier run's malls are there; then nothing is written.
    """
    keep_partitions()
    with transaction.atomic(using=MIGRATOR), connections[MIGRATOR].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        mall_ids = make_malls(size.malls, password)
        now = timezone.now()
        products = ProductTables(cursor)
        orders = OrderTables(cursor, now, make_password(secrets.token_urlsafe(16)))
        tables = [*products.all, *orders.all]
        done = 0
        with without_indexes(cursor, [table.name for table in tables]):
            for place, (mall_id, share) in enumerate(zip(mall_ids, size.shares(), strict=True)):
                rnd = random.Random(f"{seed_number}/{place}")  # noqa: S311 - data for measurements
                items = products.add(mall_id, size.products, rnd)
                for _ in orders.add(mall_id, share, size.days, items, rnd):
                    done += 1
                    if done % ORDERS_A_PIECE == 0:
                        for table in tables:
                            table.flush()
                        say(f"{done:,} orders")
            for table in tables:
                table.close()
            say("Indexes ...")
        say("Statistics ...")
        write_figures(cursor, mall_ids, now.isoformat())
    say("VACUUM, ANALYZE ...")
    with connections[MIGRATOR].cursor() as cursor:
        # Also the map of what all may see, which index-only scans need and autovacuum would make in its time.
        cursor.execute(f"VACUUM (ANALYZE) {', '.join([table.name for table in tables] + STATISTICS)}")
    return {table.name: table.count for table in tables}
