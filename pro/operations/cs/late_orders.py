"""Which orders wait too long, in Korean business days."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.domain.business_days import business_days_after
from orders.models import Order, OrderStage

SEOUL: Final = ZoneInfo("Asia/Seoul")
UNSHIPPED: Final = (OrderStage.PREPARING, OrderStage.AWAITING_SHIPMENT)


def late_before(now: dt.datetime, business_days: int) -> dt.datetime:
    """Orders paid before this moment have had more than `business_days` whole business days since.

    The day of payment does not count: paid on Monday with 3 days, an order is late from Friday on.
    """
    today = now.astimezone(SEOUL).date()
    paid_on = today
    while business_days_after(paid_on, business_days) >= today:
        paid_on -= dt.timedelta(days=1)
    return dt.datetime.combine(paid_on + dt.timedelta(days=1), dt.time(), SEOUL)


def unshipped_orders(paid_before: dt.datetime) -> QuerySet[Order]:
    """Paid orders of which something has not left; those on hold and those in a claim wait for a reason."""
    orders: QuerySet[Order] = Order.objects.filter(stage__in=UNSHIPPED, has_open_claim=False, paid_at__lt=paid_before)
    return orders
