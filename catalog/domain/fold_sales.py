"""Count the sale events that orders left behind: eaten and added in one statement, so each counts exactly once."""

from __future__ import annotations

from typing import Final

from django.db import connections

from accounts import tenancy
from accounts.models import Mall
from catalog.domain.living_malls import holding_malls
from catalog.domain.windows import hold_marks
from catalog.models import SaleEvent

MALLS_A_LOOK: Final = 1000

# A sale counts in the hour it was paid (design 9). Hours and days past their time have no partition any more.
EAT: Final = """
WITH eaten AS (
  DELETE FROM catalog_saleevent WHERE mall_id = ANY(%s)
  RETURNING mall_id, shop_no, product_id, paid_at, units, revenue_minor, opens_order
), hours AS (
  INSERT INTO catalog_productstathour (mall_id, shop_no, product_id, hour_at, sales, units, revenue_minor)
  SELECT mall_id, shop_no, product_id, date_trunc('hour', paid_at, 'UTC'), count(*), sum(units), sum(revenue_minor)
  FROM eaten WHERE product_id > 0 AND paid_at >= now() - interval '72 hours'
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (mall_id, shop_no, product_id, hour_at) DO UPDATE SET
    sales = catalog_productstathour.sales + excluded.sales,
    units = catalog_productstathour.units + excluded.units,
    revenue_minor = catalog_productstathour.revenue_minor + excluded.revenue_minor
), days AS (
  INSERT INTO catalog_productstatday (mall_id, shop_no, product_id, day, sales, units, revenue_minor)
  SELECT mall_id, shop_no, product_id, (paid_at AT TIME ZONE 'Asia/Seoul')::date,
         count(*), sum(units), sum(revenue_minor)
  FROM eaten WHERE product_id > 0 AND paid_at >= now() - interval '92 days'
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (mall_id, shop_no, product_id, day) DO UPDATE SET
    sales = catalog_productstatday.sales + excluded.sales,
    units = catalog_productstatday.units + excluded.units,
    revenue_minor = catalog_productstatday.revenue_minor + excluded.revenue_minor
), shops AS (
  INSERT INTO catalog_shopstathour (mall_id, shop_no, hour_at, orders, revenue_minor)
  SELECT mall_id, shop_no, date_trunc('hour', paid_at, 'UTC'), count(*) FILTER (WHERE opens_order), sum(revenue_minor)
  FROM eaten WHERE paid_at >= now() - interval '92 days'
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (mall_id, shop_no, hour_at) DO UPDATE SET
    orders = catalog_shopstathour.orders + excluded.orders,
    revenue_minor = catalog_shopstathour.revenue_minor + excluded.revenue_minor
), late AS (  -- an hour that the window counters have counted already
  SELECT eaten.*, date_trunc('hour', paid_at, 'UTC') >= counted_through - interval '24 hours' AS in_24h,
         (counted_through AT TIME ZONE 'Asia/Seoul')::date - (paid_at AT TIME ZONE 'Asia/Seoul')::date AS days_ago
  FROM eaten JOIN catalog_windowmark USING (mall_id)
  WHERE product_id > 0 AND date_trunc('hour', paid_at, 'UTC') < counted_through
), windows AS (
  INSERT INTO catalog_productwindow AS counter (
    mall_id, shop_no, product_id,
    sales_24h, revenue_minor_24h, sales_7d, revenue_minor_7d, sales_30d, revenue_minor_30d, sales_90d, revenue_minor_90d
  )
  SELECT mall_id, shop_no, product_id,
         count(*) FILTER (WHERE in_24h), coalesce(sum(revenue_minor) FILTER (WHERE in_24h), 0),
         count(*) FILTER (WHERE days_ago <= 7), coalesce(sum(revenue_minor) FILTER (WHERE days_ago <= 7), 0),
         count(*) FILTER (WHERE days_ago <= 30), coalesce(sum(revenue_minor) FILTER (WHERE days_ago <= 30), 0),
         count(*) FILTER (WHERE days_ago <= 90), coalesce(sum(revenue_minor) FILTER (WHERE days_ago <= 90), 0)
  FROM late WHERE days_ago <= 90
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (mall_id, shop_no, product_id) DO UPDATE SET
    sales_24h = counter.sales_24h + excluded.sales_24h,
    revenue_minor_24h = counter.revenue_minor_24h + excluded.revenue_minor_24h,
    sales_7d = counter.sales_7d + excluded.sales_7d,
    revenue_minor_7d = counter.revenue_minor_7d + excluded.revenue_minor_7d,
    sales_30d = counter.sales_30d + excluded.sales_30d,
    revenue_minor_30d = counter.revenue_minor_30d + excluded.revenue_minor_30d,
    sales_90d = counter.sales_90d + excluded.sales_90d,
    revenue_minor_90d = counter.revenue_minor_90d + excluded.revenue_minor_90d
)
SELECT count(*) FROM eaten
"""


def fold_sales() -> int:
    """Eat every sale event there is, in batches of malls that commit on their own; returns how many."""
    everyone = list(Mall.objects.exclude(status=Mall.Status.DELETED).order_by("pk").values_list("pk", flat=True))
    return sum(_fold_some(list(ids)) for ids in _slices(everyone))


def _slices(ids: list[int]) -> list[list[int]]:
    return [ids[at : at + MALLS_A_LOOK] for at in range(0, len(ids), MALLS_A_LOOK)]


def _fold_some(mall_ids: list[int]) -> int:
    with tenancy.malls(mall_ids):
        selling = list(SaleEvent.objects.order_by().values_list("mall_id", flat=True).distinct())
    if not selling:
        return 0
    with holding_malls(selling) as living:
        if not living:
            return 0
        with tenancy.malls(living), connections["batch"].cursor() as cursor:
            hold_marks(living)  # a statement before: EAT then sees what a refresh that held them has counted
            cursor.execute(EAT, [living])
            return int(cursor.fetchone()[0])
