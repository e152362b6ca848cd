"""A shop's orders, payments and refunds day by day, as the API's dashboard tells them; days are Seoul's."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from catalog.models import ProductListing, Variant
from orders.models import Claim, Customer, Order, Refund

SEOUL: Final = ZoneInfo("Asia/Seoul")
ZERO: Final = Decimal(0)


@dataclass(slots=True)
class DayFigures:
    """What happened on a day; `stages` counts the orders that were placed on it by where they stand now."""

    ordered: int = 0
    ordered_amount: Decimal = ZERO
    paid: int = 0
    paid_amount: Decimal = ZERO
    refunded: int = 0
    refunded_amount: Decimal = ZERO
    stages: Counter[str] = field(default_factory=Counter)


def figures_by_day(shop_no: int, today: dt.date, days: int) -> dict[dt.date, DayFigures]:
    """The last `days` days, today included, oldest first; three queries, each along the index of its day."""
    first = today - dt.timedelta(days=days - 1)
    since = dt.datetime.combine(first, dt.time(), SEOUL)
    found = {first + dt.timedelta(days=number): DayFigures() for number in range(days)}
    orders = Order.objects.filter(shop_no=shop_no)
    for row in _by_day(orders.filter(placed_at__gte=since), "placed_at", "total_amount", "stage"):
        figures = found.get(row["day"], DayFigures())
        figures.ordered += row["many"]
        figures.ordered_amount += row["money"]
        figures.stages[row["stage"]] += row["many"]
    for row in _by_day(orders.filter(paid_at__gte=since), "paid_at", "total_amount"):
        figures = found.get(row["day"], DayFigures())
        figures.paid, figures.paid_amount = row["many"], row["money"]
    refunds = Refund.objects.filter(order__shop_no=shop_no, state=Refund.State.DONE, refunded_at__gte=since)
    for row in _by_day(refunds, "refunded_at", "amount"):
        figures = found.get(row["day"], DayFigures())
        figures.refunded, figures.refunded_amount = row["many"], row["money"]
    return found


def figures_since(shop_no: int, since: dt.datetime) -> DayFigures:
    """The same sums of a whole span, without its days and stages: a fifth of the time; three queries."""
    orders = Order.objects.filter(shop_no=shop_no)
    refunds = Refund.objects.filter(order__shop_no=shop_no, state=Refund.State.DONE, refunded_at__gte=since)
    ordered, ordered_amount = _sum(orders.filter(placed_at__gte=since), "total_amount")
    paid, paid_amount = _sum(orders.filter(paid_at__gte=since), "total_amount")
    refunded, refunded_amount = _sum(refunds, "amount")
    return DayFigures(ordered, ordered_amount, paid, paid_amount, refunded, refunded_amount)


def open_claim_counts(shop_no: int, since: dt.datetime) -> Counter[tuple[str, str]]:
    """How many claims that were asked for since a moment are still open: (kind, state) -> count.

    One query along `claim_by_state`, which knows the few open ones.
    """
    claims = Claim.objects.filter(state__in=Claim.OPEN, kind__in=Claim.Kind.values, requested_at__gte=since)
    rows = claims.filter(order__shop_no=shop_no).order_by().values_list("kind", "state").annotate(many=Count("pk"))
    return Counter({(kind, state): many for kind, state, many in rows})


def pending_refund_count(shop_no: int, since: dt.datetime) -> int:
    """Refunds opened since a moment whose money has not gone back: waiting or failed; one query."""
    pending = Refund.objects.filter(state__in=(Refund.State.WAITING, Refund.State.FAILED), requested_at__gte=since)
    count: int = pending.filter(order__shop_no=shop_no).count()
    return count


def sold_out_count(shop_no: int) -> int:
    """Displayed products of a shop of which every variant is tracked and none is left; one query."""
    shown = ProductListing.objects.filter(shop_no=shop_no, display=True).values("product")
    variants = Variant.objects.filter(product__in=shown).order_by().values("product")
    summed = variants.annotate(tracked=BoolAnd("tracks_stock"), left=Sum("stock"))
    count: int = summed.filter(tracked=True, left=0).count()
    return count


def new_customer_count(shop_no: int, day: dt.date) -> int:
    """Accounts that were opened in a shop since a day began; one query."""
    since = dt.datetime.combine(day, dt.time(), SEOUL)
    count: int = Customer.objects.filter(shop_no=shop_no, created_at__gte=since).count()
    return count


def _by_day(rows: QuerySet[Any], at: str, amount: str, *also: str) -> QuerySet[Any]:
    in_days = rows.annotate(day=TruncDate(at, tzinfo=SEOUL)).order_by()
    grouped: QuerySet[Any] = in_days.values("day", *also).annotate(many=Count("pk"), money=Sum(amount))
    return grouped


def _sum(rows: QuerySet[Any], amount: str) -> tuple[int, Decimal]:
    summed = rows.aggregate(many=Count("pk"), money=Sum(amount, default=ZERO))
    return summed["many"], summed["money"]
