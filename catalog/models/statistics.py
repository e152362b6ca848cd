"""What shoppers did with each product, by hour and by day; partitioned by time (design 6)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.tenancy.models import MallRow, TenantModel


class StatFigures(MallRow):
    """Counts of one product of one shop in one stretch of time. Revenue is in minor units of the shop's currency."""

    shop_no = models.PositiveSmallIntegerField()
    product_id = models.BigIntegerField()
    views = models.BigIntegerField(default=0, db_default=0)
    visits = models.BigIntegerField(default=0, db_default=0)
    cart_adds = models.BigIntegerField(default=0, db_default=0)
    sales = models.BigIntegerField(default=0, db_default=0)
    units = models.BigIntegerField(default=0, db_default=0)
    revenue_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta(MallRow.Meta):
        abstract = True


class ProductStatHour(StatFigures):
    """One full hour, UTC; kept 72 hours."""

    pk = models.CompositePrimaryKey("mall_id", "shop_no", "product_id", "hour_at")
    hour_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"product {self.product_id} at {self.hour_at}"


class ProductStatDay(StatFigures):
    """One day in Seoul; kept 92 days."""

    pk = models.CompositePrimaryKey("mall_id", "shop_no", "product_id", "day")
    day = models.DateField()

    def __str__(self) -> str:
        return f"product {self.product_id} on {self.day}"


class ShopStatHour(MallRow):
    """Visits and views of a whole shop in one full hour, UTC, for the dashboard's conversion; kept 92 days."""

    pk = models.CompositePrimaryKey("mall_id", "shop_no", "hour_at")
    shop_no = models.PositiveSmallIntegerField()
    hour_at = models.DateTimeField()
    visits = models.BigIntegerField(default=0, db_default=0)
    views = models.BigIntegerField(default=0, db_default=0)
    orders = models.BigIntegerField(default=0, db_default=0)
    revenue_minor = models.BigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"shop {self.shop_no} at {self.hour_at}"


class SaleEvent(TenantModel):
    """One paid order x product, written in the order's own transaction and eaten by the fold: nothing is lost.

    The first event of an order `opens_order`, so that a shop's orders can be counted; product 0 is one that was
    deleted before its payment came, and counts for the shop alone.
    """

    is_exported = False

    shop_no = models.PositiveSmallIntegerField()
    product_id = models.BigIntegerField()
    paid_at = models.DateTimeField(default=timezone.now)
    units = models.PositiveIntegerField()
    revenue_minor = models.BigIntegerField(help_text="Lines less discounts, in minor units of the shop's currency.")
    opens_order = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.units} of product {self.product_id}"


class FoldMark(models.Model):
    """How far the statistics fold has read; moved in the transaction of what it wrote, so nothing counts twice."""

    name = models.CharField(max_length=40, primary_key=True)
    last_stream_id = models.CharField(max_length=40, default="0-0")
    watermark_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.last_stream_id}"
