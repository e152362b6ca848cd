"""Stock and statistics that agree with the orders that were copied: worked out by the database itself."""

from __future__ import annotations

from typing import Final

from django.db.backends.utils import CursorWrapper

STOCK: Final = """
UPDATE catalog_variant v SET stock = v.stock + taken.pieces
FROM (SELECT mall_id, variant_id, sum(quantity) AS pieces FROM orders_stockmove WHERE mall_id = ANY(%(malls)s)
      GROUP BY 1, 2) taken
WHERE v.mall_id = taken.mall_id AND v.id = taken.variant_id
"""
# One row per order x product, as a sale counts (design 9). Views are made up: a few times the sales of that time.
SALES: Final = """
CREATE TEMPORARY TABLE seeded_sales ON COMMIT DROP AS
SELECT o.mall_id, o.shop_no, i.product_id, o.paid_at, sum(i.quantity) AS units,
       sum(i.unit_price * i.quantity - i.discount_amount)::bigint AS revenue,
       row_number() OVER (PARTITION BY o.id ORDER BY i.product_id) = 1 AS opens_order
FROM orders_order o JOIN orders_orderitem i ON i.mall_id = o.mall_id AND i.order_id = o.id
WHERE o.mall_id = ANY(%(malls)s) AND o.paid_at >= %(now)s::timestamptz - interval '91 days'
GROUP BY o.id, o.mall_id, o.shop_no, i.product_id, o.paid_at
"""
FIGURES: Final = """
count(*) * 12 + product_id %% 17, count(*) * 7 + product_id %% 11, count(*) * 2, count(*), sum(units), sum(revenue)
"""
PRODUCTS: Final = """
INSERT INTO {table} (mall_id, shop_no, product_id, {key}, views, visits, cart_adds, sales, units, revenue_minor)
SELECT mall_id, shop_no, product_id, {value}, {figures} FROM seeded_sales WHERE paid_at >= {since}
GROUP BY 1, 2, 3, 4
"""
SHOPS: Final = """
INSERT INTO catalog_shopstathour (mall_id, shop_no, hour_at, views, visits, orders, revenue_minor)
SELECT mall_id, shop_no, date_trunc('hour', paid_at, 'UTC'), count(*) * 75, count(*) * 25 + count(*) %% 7,
       count(*) FILTER (WHERE opens_order), sum(revenue)
FROM seeded_sales GROUP BY 1, 2, 3
"""
NOW: Final = "%(now)s::timestamptz"


def write_figures(cursor: CursorWrapper, mall_ids: list[int], now: str) -> None:
    """Take what was sold off the stock, and count it in the statistics that are kept (72 hours, 92 days)."""
    values: dict[str, list[int] | str] = {"malls": mall_ids, "now": now}
    cursor.execute(STOCK, values)
    cursor.execute(SALES, values)
    for table, key, value, since in (
        ("catalog_productstathour", "hour_at", "date_trunc('hour', paid_at, 'UTC')", f"{NOW} - interval '71 hours'"),
        ("catalog_productstatday", "day", "(paid_at AT TIME ZONE 'Asia/Seoul')::date", f"{NOW} - interval '91 days'"),
    ):
        statement = PRODUCTS.format(table=table, key=key, value=value, since=since, figures=FIGURES)
        cursor.execute(statement, values)
    cursor.execute(SHOPS, values)
