"""Rolling figures of each product: what happened in the last 24 hours, 7, 30 and 90 days (design 9, Cost)."""

from __future__ import annotations

from typing import Final

from django.db import models

from accounts.tenancy.models import MallRow, TenantModel

FIGURES: Final = ("views", "visits", "cart_adds", "sales", "revenue_minor")
DAYS_OF_WINDOW: Final = {"7d": 7, "30d": 30, "90d": 90}
WINDOWS: Final = ("24h", *DAYS_OF_WINDOW)


def column(figure: str, window: str) -> str:
    """The counter of a figure in a window: `views_24h`."""
    return f"{figure}_{window}"


COLUMNS: Final = tuple(column(figure, window) for window in WINDOWS for figure in FIGURES)


def _counter() -> models.BigIntegerField[int, int]:
    return models.BigIntegerField(default=0, db_default=0)


class ProductWindow(MallRow):
    """One product of one shop: five figures in four windows that end at the mall's WindowMark.

    `24h` are the 24 full hours before the mark; `Nd` runs from midnight in Seoul N days before the mark's day up to the
    mark. Kept only for malls that have a mark. Revenue is in minor units of the shop's currency.
    """

    is_exported = False

    pk = models.CompositePrimaryKey("mall_id", "shop_no", "product_id")
    shop_no = models.PositiveSmallIntegerField()
    product_id = models.BigIntegerField()
    views_24h = _counter()
    visits_24h = _counter()
    cart_adds_24h = _counter()
    sales_24h = _counter()
    revenue_minor_24h = _counter()
    views_7d = _counter()
    visits_7d = _counter()
    cart_adds_7d = _counter()
    sales_7d = _counter()
    revenue_minor_7d = _counter()
    views_30d = _counter()
    visits_30d = _counter()
    cart_adds_30d = _counter()
    sales_30d = _counter()
    revenue_minor_30d = _counter()
    views_90d = _counter()
    visits_90d = _counter()
    cart_adds_90d = _counter()
    sales_90d = _counter()
    revenue_minor_90d = _counter()

    def __str__(self) -> str:
        return f"product {self.product_id} in shop {self.shop_no}"


class WindowMark(TenantModel):
    """Up to which full hour a mall's counters are counted. Its lock keeps the fold and a refresh apart."""

    is_exported = False

    counted_through = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, help_text="Last comparison with the day and hour rows.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id"], name="window_mark_once_per_mall")]

    def __str__(self) -> str:
        return f"counted through {self.counted_through}"
