"""Sales by the hour (scope group salesreport). Shapes: not in our contract (C), from the public manual."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils import timezone
from rest_framework import serializers

from developer_center.api.call import Call, Page
from developer_center.api.errors import wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.params import Ints, Moment, Period, Texts
from developer_center.wire import day, dec2, moment, variant_code, variant_place_of
from orders.queries.sales_reports import SEOUL, HourSales, Span, hourly_sales, variant_sales

LONGEST: Final = dt.timedelta(days=31)
HOURS: Final = [f"{hour:02}" for hour in range(24)]
HOURLY: Final = (
    "{hourlysales:[{shop_no:int, collection_date:date, collection_hour:str, order_count:int, item_count:int,"
    " order_price_amount:dec2, shipping_fee:dec2, order_sale_price:dec2, coupon_discount_price:dec2,"
    " actual_order_amount:dec2, refund_amount:dec2, sales:dec2, used_points:dec2, used_credits:dec2,"
    " used_naver_points:dec2, used_naver_cash:dec2, refund_points:dec2, refund_credits:dec2,"
    " refund_naver_points:dec2, refund_naver_cash:dec2}]}"
)
BY_PRODUCT: Final = (
    "{productsales:[{shop_no:int, collection_date:date, collection_hour:str, product_no:int, variants_code:str,"
    " product_price:dec2, settle_count:int, refund_count:int, sale_count:int, exchange_product_count:int,"
    " cancel_product_count:int, return_product_count:int, total_sale_count:int, total_cancel_count:int}]}"
)
VOLUME: Final = (
    "{salesvolume:[{shop_no:digits, collection_date:date, collection_hour:str, product_price:dec2,"
    " product_option_price:dec2, settle_count:digits, exchane_product_count:digits, cancel_product_count:digits,"
    " return_product_count:digits, updated_date:dt, product_no:int, variants_code:str, total_sales:digits}]}"
)
NO_POINTS: Final = dict.fromkeys(
    (
        "used_points",
        "used_credits",
        "used_naver_points",
        "used_naver_cash",
        "refund_points",
        "refund_credits",
        "refund_naver_points",
        "refund_naver_cash",
    ),
    "0.00",
)


class Days(Period):
    """From a day to another one, both included, 31 days at most."""

    start_date = Moment()
    end_date = Moment(ends=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if attrs["end_date"] - attrs["start_date"] > LONGEST:
            raise serializers.ValidationError({"end_date": f"A report spans {LONGEST.days} days at most."})
        return attrs


class HoursOfDays(Days):
    """One hour of each day, if it is given."""

    collection_hour = serializers.ChoiceField(choices=HOURS, required=False)


class SoldThings(Days):
    """Of which products or variants; one of the two is required."""

    product_no = Ints(required=False)
    variants_code = Texts(required=False)


@operation(
    "GET", "reports/hourlysales", params=HoursOfDays, answers=HOURLY, paging=Paging(1000, 744, 10_000, links=True)
)
def hours(call: Call) -> Page:
    """What a shop's orders brought in by the hour of their payment, newest first; hours without any are left out."""
    rows = hourly_sales(_span(call))
    page = rows[call.offset : call.offset + call.limit]
    return Page([_hour_row(call, at, sales) for at, sales in page], len(rows) > call.offset + call.limit)


@operation(
    "GET", "reports/productsales", params=HoursOfDays, answers=BY_PRODUCT, paging=Paging(1000, 100, 10_000, links=True)
)
def products(call: Call) -> Page:
    """Pieces of each variant by the hour of payment, newest first, and how many of them came back since."""
    rows = list(variant_sales(_span(call))[call.offset : call.offset + call.limit + 1])
    return Page([_product_row(call, row) for row in rows[: call.limit]], len(rows) > call.limit)


@operation("GET", "reports/salesvolume", params=SoldThings, answers=VOLUME)
def volume(call: Call) -> list[dict[str, Any]]:
    """The same for some products or variants, as it stands now."""
    places = {variant_place_of(code) for code in call.params.get("variants_code", [])} - {None}
    numbers = {*call.params.get("product_no", []), *(place[0] for place in places if place)}
    if not numbers:
        raise wrong("product_no", "product_no or variants_code is required.")
    rows = variant_sales(_span(call), numbers)
    return [
        _volume_row(call, row) for row in rows if not places or (row["product_id"], row["variant__position"]) in places
    ]


def _span(call: Call) -> Span:
    hour = call.params.get("collection_hour")
    return Span(
        call.shop_no, call.params["start_date"], call.params["end_date"], hour=None if hour is None else int(hour)
    )


def _when(call: Call, at: dt.datetime) -> dict[str, Any]:
    return {
        "shop_no": call.shop_no,
        "collection_date": day(at),
        "collection_hour": f"{at.astimezone(SEOUL):%H}",
    }


def _hour_row(call: Call, at: dt.datetime, sales: HourSales) -> dict[str, Any]:
    return _when(call, at) | {
        "order_count": sales.orders,
        "item_count": sales.items,
        "order_price_amount": dec2(sales.items_amount),
        "shipping_fee": dec2(sales.shipping_fee),
        "order_sale_price": dec2(sales.discount_amount),
        "coupon_discount_price": dec2(sales.coupon_amount),
        "actual_order_amount": dec2(sales.total_amount),
        "refund_amount": dec2(sales.refunded_amount),
        "sales": dec2(sales.total_amount - sales.refunded_amount),
        **NO_POINTS,
    }


def _product_row(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    came_back = row["cancelled"] + row["returned"]
    return _when(call, row["at_hour"]) | {
        "product_no": row["product_id"],
        "variants_code": variant_code(row["product_id"], row["variant__position"]),
        "product_price": dec2(row["product__price"]),
        "settle_count": row["settled"],
        "refund_count": came_back,
        "sale_count": row["settled"] - came_back,
        "exchange_product_count": row["exchanged"],
        "cancel_product_count": row["cancelled"],
        "return_product_count": row["returned"],
        "total_sale_count": row["settled"],
        "total_cancel_count": came_back,
    }


def _volume_row(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    return _when(call, row["at_hour"]) | {
        "shop_no": str(call.shop_no),
        "product_price": dec2(row["product__price"]),
        "product_option_price": dec2(row["variant__price_delta"]),
        "settle_count": str(row["settled"]),
        "exchane_product_count": str(row["exchanged"]),  # spelt so on the wire
        "cancel_product_count": str(row["cancelled"]),
        "return_product_count": str(row["returned"]),
        "updated_date": moment(timezone.now()),
        "product_no": row["product_id"],
        "variants_code": variant_code(row["product_id"], row["variant__position"]),
        "total_sales": str(row["settled"] - row["cancelled"] - row["returned"]),
    }
