"""What a shop sold by the hour, from its orders; hours are Seoul's (wire contract, group salesreport)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncHour

from orders.models import Order, OrderItem, Refund
from orders.models.status import CANCELLED, ItemStatus

SEOUL: Final = ZoneInfo("Asia/Seoul")
RETURNED: Final = (ItemStatus.RETURNED_REFUNDED, ItemStatus.RETURNED_BEFORE_REFUND)


@dataclass(frozen=True, slots=True)
class Span:
    """Payments of one shop from a moment up to another one, both included; `hour` leaves one hour of each day."""

    shop_no: int
    since: dt.datetime
    until: dt.datetime
    hour: int | None = None

    def of(self, at: str) -> Q:
        """Rows whose time lies in it."""
        wanted = Q((f"{at}__gte", self.since), (f"{at}__lte", self.until))
        return wanted if self.hour is None else wanted & Q((f"{at}__hour", self.hour))


@dataclass(slots=True)
class HourSales:
    """What was paid, and paid back, in one hour; money in the shop's currency."""

    orders: int = 0
    items: int = 0
    items_amount: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    coupon_amount: Decimal = Decimal(0)
    shipping_fee: Decimal = Decimal(0)
    total_amount: Decimal = Decimal(0)
    refunded_amount: Decimal = field(default=Decimal(0))


def hourly_sales(span: Span) -> list[tuple[dt.datetime, HourSales]]:
    """The hours in which something was paid or paid back, newest first; three queries along the days' indexes."""
    found: dict[dt.datetime, HourSales] = {}
    sums = {name: Sum(name) for name in ("items_amount", "discount_amount", "coupon_amount", "shipping_fee")}
    paid = Order.objects.filter(span.of("paid_at"), shop_no=span.shop_no)
    for row in _by_hour(paid, "paid_at", orders=Count("pk"), total=Sum("total_amount"), **_named(sums)):
        found[row["at_hour"]] = HourSales(
            orders=row["orders"], total_amount=row["total"], **{name: row[f"sum_{name}"] for name in sums}
        )
    lines = OrderItem.objects.filter(span.of("order__paid_at"), order__shop_no=span.shop_no, replaces__isnull=True)
    for row in _by_hour(lines, "order__paid_at", lines=Count("pk")):
        found.setdefault(row["at_hour"], HourSales()).items = row["lines"]
    refunds = Refund.objects.filter(span.of("refunded_at"), order__shop_no=span.shop_no, state=Refund.State.DONE)
    for row in _by_hour(refunds, "refunded_at", paid_back=Sum("amount")):
        found.setdefault(row["at_hour"], HourSales()).refunded_amount = row["paid_back"]
    return sorted(found.items(), reverse=True)


def variant_sales(span: Span, product_ids: Collection[int] | None = None) -> QuerySet[Any]:
    """Pieces of each variant by the hour they were paid in, newest first, and what has become of them since.

    Rows are dicts: at_hour, product_id, variant__position, variant__price_delta, price, settled, cancelled, returned,
    exchanged. Lines of deleted products are left out: they have no code any more.
    """
    lines = OrderItem.objects.filter(
        span.of("order__paid_at"), order__shop_no=span.shop_no, replaces__isnull=True, variant__isnull=False
    )
    if product_ids is not None:
        lines = lines.filter(product__in=product_ids)
    rows: QuerySet[Any] = (
        lines.annotate(at_hour=TruncHour("order__paid_at", tzinfo=SEOUL))
        .order_by()
        .values("at_hour", "product_id", "variant_id", "variant__position", "variant__price_delta", "product__price")
        .annotate(
            settled=Sum("quantity"),
            cancelled=Sum("quantity", filter=Q(status__in=CANCELLED), default=0),
            returned=Sum("quantity", filter=Q(status__in=RETURNED), default=0),
            exchanged=Sum("quantity", filter=Q(status=ItemStatus.EXCHANGED), default=0),
        )
        .order_by("-at_hour", "-product_id", "variant__position")
    )
    return rows


def _by_hour(rows: QuerySet[Any], at: str, **figures: Any) -> QuerySet[Any]:
    in_hours = rows.annotate(at_hour=TruncHour(at, tzinfo=SEOUL)).order_by()
    grouped: QuerySet[Any] = in_hours.values("at_hour").annotate(**figures)
    return grouped


def _named(sums: dict[str, Any]) -> dict[str, Any]:
    """An annotation cannot be called as its column is."""
    return {f"sum_{name}": total for name, total in sums.items()}
