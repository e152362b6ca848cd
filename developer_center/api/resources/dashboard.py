"""The state of a shop at a glance (scope group store). Shape: not in our contract (C), from the public manual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from developer_center.api.call import Call
from developer_center.api.operation import operation
from developer_center.wire import dec2
from orders.models import OrderStage
from orders.queries.order_figures import SEOUL, DayFigures, figures_by_day, new_customer_count, sold_out_count

DAYS_TOLD: Final = 7
WEEK, MONTH = 7, 30
SUMS: Final = (
    "ordered_total_price:dec2, payed_total_price:dec2, refunded_total_price:dec2, ordered_count:int, payed_count:int,"
    " refunded_count:int, ordered_average_total_price:dec2, payed_average_total_price:dec2,"
    " refunded_average_total_price:dec2, ordered_average_count:int, payed_average_count:int,"
    " refunded_average_count:int"
)
DASHBOARD: Final = (
    "{dashboard:[{shop_no:int, daily_sales_stats:[{title:str, date:date, order_price:dec2, paid_price:dec2,"
    " refund_price:dec2, order_count:int, payed_count:int, refund_count:int, prepareproduct_count:int,"
    " prepare_count:int, standby_count:int, shipping_count:int, shipped_count:int, canceled_count:int,"
    " returned_count:int, exchanged_count:int, ordered_total_count:int}], weekly_sales_stats:{" + SUMS + "},"
    " monthly_sales_stats:{" + SUMS + "}, sold_out_products_count:int, new_members_count:int,"
    " board_list:[{type:code1, board_no:int, board_name:str, new_registered_count:int, page_url:str}]}]}"
)
# Where the orders of a day stand now. One that ended by a claim is told as cancelled: which claim, its items say.
STAGES: Final = {
    "prepareproduct_count": OrderStage.PREPARING,
    "prepare_count": OrderStage.HELD,
    "standby_count": OrderStage.AWAITING_SHIPMENT,
    "shipping_count": OrderStage.IN_TRANSIT,
    "shipped_count": OrderStage.DELIVERED,
    "canceled_count": OrderStage.CLOSED,
}


@operation("GET", "dashboard", answers=DASHBOARD)
def dashboard(call: Call) -> list[dict[str, Any]]:
    """Orders, payments and refunds of the last days, week (7 days) and month (30 days), today included."""
    today = timezone.now().astimezone(SEOUL).date()
    figures = figures_by_day(call.shop_no, today, MONTH)
    by_day = list(figures.items())
    row = {
        "shop_no": call.shop_no,
        "daily_sales_stats": [_day(day, one, is_today=day == today) for day, one in by_day[-DAYS_TOLD:]],
        "weekly_sales_stats": _sums([one for _day_, one in by_day[-WEEK:]]),
        "monthly_sales_stats": _sums([one for _day_, one in by_day]),
        "sold_out_products_count": sold_out_count(call.shop_no),
        "new_members_count": new_customer_count(call.shop_no, today),
        "board_list": [],
    }
    return [row]


def _day(day: dt.date, figures: DayFigures, *, is_today: bool) -> dict[str, Any]:
    return {
        "title": f"{day:%B} {day.day}{' (Today)' if is_today else ''}",
        "date": day.isoformat(),
        "order_price": dec2(figures.ordered_amount),
        "paid_price": dec2(figures.paid_amount),
        "refund_price": dec2(figures.refunded_amount),
        "order_count": figures.ordered,
        "payed_count": figures.paid,
        "refund_count": figures.refunded,
        **{name: figures.stages[stage] for name, stage in STAGES.items()},
        "returned_count": 0,
        "exchanged_count": 0,
        "ordered_total_count": figures.ordered,
    }


def _sums(days: Sequence[DayFigures]) -> dict[str, Any]:
    """Sums of some days, and what that is a day."""
    amounts = {
        "ordered": sum((one.ordered_amount for one in days), Decimal(0)),
        "payed": sum((one.paid_amount for one in days), Decimal(0)),
        "refunded": sum((one.refunded_amount for one in days), Decimal(0)),
    }
    counts = {
        "ordered": sum(one.ordered for one in days),
        "payed": sum(one.paid for one in days),
        "refunded": sum(one.refunded for one in days),
    }
    return (
        {f"{name}_total_price": dec2(amount) for name, amount in amounts.items()}
        | {f"{name}_count": count for name, count in counts.items()}
        | {f"{name}_average_total_price": dec2(amount / len(days)) for name, amount in amounts.items()}
        | {f"{name}_average_count": round(count / len(days)) for name, count in counts.items()}
    )
