"""Reading the statistics back in tests, and a clean stream to begin with."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts import tenancy
from catalog import stream
from catalog.models import ProductStatDay, ProductStatHour, ShopStatHour

FIGURES = ("views", "visits", "cart_adds", "sales", "units", "revenue_minor")


def hours_of(mall_id: int) -> list[tuple[Any, ...]]:
    with tenancy.mall(mall_id):
        rows = ProductStatHour.objects.order_by("shop_no", "product_id", "hour_at")
        return list(rows.values_list("product_id", "hour_at", *FIGURES))


def days_of(mall_id: int) -> list[tuple[Any, ...]]:
    with tenancy.mall(mall_id):
        rows = ProductStatDay.objects.order_by("shop_no", "product_id", "day")
        return list(rows.values_list("product_id", "day", *FIGURES))


def shop_hours_of(mall_id: int) -> list[tuple[Any, ...]]:
    with tenancy.mall(mall_id):
        rows = ShopStatHour.objects.order_by("shop_no", "hour_at")
        return list(rows.values_list("hour_at", "views", "visits", "orders", "revenue_minor"))


def empty_stream() -> None:
    stream.writer(settings.REDIS_URL).flushdb()
