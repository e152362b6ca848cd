"""Malls, products and 90 days of skewed events for the bench of the main display: raw in Parquet, folded in PostgreSQL.

DuckDB makes the events and folds them; so the two sides of the bench begin with the very same facts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
from django.db import connections
from django.utils import timezone

from catalog.models import MainCategory, Product, ProductListing, Variant
from catalog.models.windows import WINDOWS
from orders.seeding.copying import Table
from orders.seeding.malls import make_malls
from pro.models import Contract, DisplayService

PRODUCTS: Final = 200
DAYS: Final = 90
HOURS_KEPT: Final = 72
SEOUL: Final = ZoneInfo("Asia/Seoul")
AREA_NAMES: Final = ("추천상품", "신상품", "베스트상품", "트렌드상품")

# A product is looked at as its rank in the mall says (a few are seen by many), a mall as its own rank says. Of 100
# events 85 are views (60 of them visits), 11 cart adds, 4 sales.
EVENTS: Final = """
COPY (
  SELECT 1 + (pow(random(), 2) * {malls})::int % {malls} AS mall_id,
         1 + (pow(random(), 3) * {products})::int % {products} AS product,
         TIMESTAMPTZ '{slot}' - INTERVAL 1 SECOND * (1 + (random() * {seconds})::bigint) AS happened_at,
         (random() * 100)::int AS dice, (1 + random() * 9)::int * 1000 AS amount
  FROM range({events})
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""
FIGURES: Final = """
  count(*) FILTER (WHERE dice < 85) AS views, count(*) FILTER (WHERE dice < 60) AS visits,
  count(*) FILTER (WHERE dice BETWEEN 85 AND 95) AS cart_adds, count(*) FILTER (WHERE dice > 95) AS sales,
  count(*) FILTER (WHERE dice > 95) AS units, coalesce(sum(amount) FILTER (WHERE dice > 95), 0)::bigint AS revenue_minor
"""
FOLDED: Final = """
COPY (
  SELECT mall_id, 1 AS shop_no, (mall_id - 1) * {products} + product AS product_id, {time} AS stretch, {figures}
  FROM '{events}' {where} GROUP BY ALL ORDER BY ALL
) TO '{file}' (FORMAT csv, HEADER false)
"""
# What ranking from raw events would have to do first: every window of every product.
FROM_RAW: Final = """
CREATE TEMP TABLE windows AS SELECT mall_id, product, {windows} FROM '{events}' GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """How much there is, and the slot that everything is as of."""

    malls: int
    events: int
    slot: dt.datetime
    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "events.parquet"


def make_malls_with_products(scene: Scene) -> list[int]:
    """Malls with running services, four areas of ten slots each and 200 products; answers the malls' ids."""
    mall_ids = make_malls(scene.malls, "")
    with connections["migrator"].cursor() as cursor:
        products = Table(Product, "mall_id name name_folded price created_at updated_at", cursor)
        listings = Table(ProductListing, "mall_id product_id shop_no display selling price", cursor)
        variants = Table(Variant, "mall_id product_id tracks_stock stock", cursor)
        areas = Table(MainCategory, "mall_id shop_no display_group name position display_count sold_out", cursor)
        for mall_id in mall_ids:
            for number in range(PRODUCTS):
                made_at = scene.slot - dt.timedelta(days=number)
                product_id = products.add_values(mall_id, f"p{number}", f"p{number}", 1000, made_at, made_at)
                listings.add_values(mall_id, product_id, 1, True, True, 1000)
                variants.add_values(mall_id, product_id, True, number % 20)
            for group, name in enumerate(AREA_NAMES, start=2):
                areas.add_values(mall_id, 1, group, name, group, 10, "B")
        for table in (products, listings, variants, areas):
            table.close()
    now = timezone.now()
    Contract.objects.bulk_create(
        [Contract(mall_id=mall_id, state="active", terms_version="bench", applied_by=0) for mall_id in mall_ids]
    )
    DisplayService.objects.bulk_create(
        [DisplayService(mall_id=mall_id, state="running", started_at=now) for mall_id in mall_ids]
    )
    return mall_ids


def make_events(scene: Scene) -> None:
    """Write the raw events; a seed makes two runs alike."""
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'Asia/Seoul'; SELECT setseed(0.5)")
        duck.execute(
            EVENTS.format(
                malls=scene.malls,
                products=PRODUCTS,
                slot=scene.slot.isoformat(),
                seconds=DAYS * 86400,
                events=scene.events,
                file=scene.raw,
            )
        )


def fold_events(scene: Scene) -> None:
    """Make the day and hour rows from the raw events and copy them into PostgreSQL, as migrator."""
    since = (scene.slot - dt.timedelta(hours=HOURS_KEPT)).isoformat()
    tables = {
        "catalog_productstatday (mall_id, shop_no, product_id, day": ("happened_at::date", ""),
        "catalog_productstathour (mall_id, shop_no, product_id, hour_at": (
            "date_trunc('hour', happened_at)",
            f"WHERE happened_at >= TIMESTAMPTZ '{since}'",
        ),
    }
    for number, (table, (time, where)) in enumerate(tables.items()):
        file = scene.folder / f"folded{number}.csv"
        with duckdb.connect() as duck:
            duck.execute("SET TimeZone = 'Asia/Seoul'")
            statement = FOLDED.format(
                products=PRODUCTS, time=time, figures=FIGURES, events=scene.raw, where=where, file=file
            )
            duck.execute(statement)
        columns = f"{table}, views, visits, cart_adds, sales, units, revenue_minor)"
        with connections["migrator"].cursor() as cursor, file.open() as lines:
            cursor.copy_expert(f"COPY {columns} FROM STDIN (FORMAT csv)", lines)
        file.unlink()
    with connections["migrator"].cursor() as cursor:
        cursor.execute("ANALYZE")


def windows_from_raw(scene: Scene) -> int:
    """DuckDB's GROUP BY over the raw events: every figure in every window, per product; answers how many rows."""
    midnight = scene.slot.replace(hour=0)
    starts = [scene.slot - dt.timedelta(hours=24), *(midnight - dt.timedelta(days=days) for days in (7, 30, 90))]
    windows = ", ".join(
        f"count(*) FILTER (WHERE dice < 85 AND {inside}) AS views_{name}, "
        f"count(*) FILTER (WHERE dice < 60 AND {inside}) AS visits_{name}, "
        f"count(*) FILTER (WHERE dice BETWEEN 85 AND 95 AND {inside}) AS cart_adds_{name}, "
        f"count(*) FILTER (WHERE dice > 95 AND {inside}) AS sales_{name}, "
        f"sum(amount) FILTER (WHERE dice > 95 AND {inside}) AS revenue_{name}"
        for name, inside in (
            (name, f"happened_at >= TIMESTAMPTZ '{start.isoformat()}'")
            for name, start in zip(WINDOWS, starts, strict=True)
        )
    )
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'Asia/Seoul'")
        return int(duck.execute(FROM_RAW.format(windows=windows, events=scene.raw)).fetchall()[0][0])


def rows_written(slot: dt.datetime) -> int:
    """Rows that the last refresh left in the runs and on the main pages together."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pro_displayrun WHERE slot_at = %s)"
            " + (SELECT sum(cardinality(products)) FROM pro_displayrun WHERE slot_at = %s AND products <> before)",
            [slot, slot],
        )
        return int(cursor.fetchone()[0])
