"""Sales by the hour and the dashboard by the API (scope groups salesreport and store)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from developer_center.wire import variant_code
from orders.domain.claims.decide import accept_claim, collect_claim
from orders.models import Order, Refund
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_order, make_product

AROUND_A_CALL = 5
DAY = {"start_date": "2026-03-10", "end_date": "2026-03-10"}
NOON = dt.datetime(2026, 3, 10, 12, 20, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def sell(product, pieces: int, at: dt.datetime) -> Order:
    """A paid order as of a moment."""
    with time_machine.travel(at, tick=False):
        return paid_order((product, pieces))


@pytest.fixture
def sold(mall, other_mall):
    """Two cups at noon and one at one o'clock, of which that one came back at two; another mall sold one at noon."""
    with tenancy.mall(other_mall.pk):
        sell(make_product(name="Theirs"), 1, NOON)
    with tenancy.mall(mall.pk):
        cup = make_product(name="Cup", price="5000", stock=50)
        sell(cup, 2, NOON)
        later = sell(cup, 1, NOON + dt.timedelta(hours=1))
        with time_machine.travel(NOON + dt.timedelta(hours=2), tick=False):
            settle(ask(later, "cancel"))
            Refund.objects.update(state=Refund.State.DONE, refunded_at=timezone.now())  # as the gateway's job does
            make_order(cup)  # not paid: it counts nowhere
        return cup


def test_hours_tell_what_was_paid_and_paid_back(api, mall, sold):
    rows = api.get("reports/hourlysales", DAY).json()["hourlysales"]
    with tenancy.mall(mall.pk):
        first, second = Order.objects.filter(paid_at__isnull=False).order_by("paid_at")
    told = [(row["collection_hour"], row["order_count"], row["item_count"], row["order_price_amount"]) for row in rows]
    assert told == [("14", 0, 0, "0.00"), ("13", 1, 1, "5000.00"), ("12", 1, 1, "10000.00")]
    assert rows[2]["actual_order_amount"] == f"{first.total_amount:.2f}"
    assert rows[0]["refund_amount"] == f"{second.total_amount:.2f}"
    assert rows[0]["sales"] == f"-{second.total_amount:.2f}"
    assert {row["collection_date"] for row in rows} == {"2026-03-10"}


def test_one_hour_of_the_days_and_pages_of_hours(api, sold):
    only = api.get("reports/hourlysales", DAY | {"collection_hour": "12"}).json()["hourlysales"]
    assert [row["collection_hour"] for row in only] == ["12"]
    page = api.get("reports/hourlysales", DAY | {"limit": "2"}).json()
    assert [row["collection_hour"] for row in page["hourlysales"]] == ["14", "13"]
    assert [link["rel"] for link in page["links"]] == ["next"]


def test_products_tell_their_pieces_and_what_came_back(api, sold):
    rows = api.get("reports/productsales", DAY).json()["productsales"]
    told = [
        (row["collection_hour"], row["settle_count"], row["cancel_product_count"], row["sale_count"]) for row in rows
    ]
    assert told == [("13", 1, 1, 0), ("12", 2, 0, 2)]
    assert {row["variants_code"] for row in rows} == {variant_code(sold.pk, 0)}
    page = api.get("reports/productsales", DAY | {"limit": "1"}).json()
    assert [link["rel"] for link in page["links"]] == ["next"]


def test_the_volume_of_a_product_or_variant_is_told_in_text(api, mall, sold):
    rows = api.get("reports/salesvolume", DAY | {"product_no": str(sold.pk)}).json()["salesvolume"]
    assert [(row["shop_no"], row["settle_count"], row["total_sales"]) for row in rows] == [
        ("1", "1", "0"),
        ("1", "2", "2"),
    ]
    code = variant_code(sold.pk, 0)
    same = api.get("reports/salesvolume", DAY | {"variants_code": code}).json()["salesvolume"]
    assert [row | {"updated_date": ""} for row in same] == [row | {"updated_date": ""} for row in rows]  # it is now
    other = variant_code(sold.pk, 1)
    assert api.get("reports/salesvolume", DAY | {"variants_code": other}).json() == {"salesvolume": []}


@pytest.mark.parametrize("report", ["hourlysales", "productsales"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "start_date"),
        ({"start_date": "2026-03-10"}, "end_date"),
        ({"start_date": "2026-03-10", "end_date": "2026-03-09"}, "end_date"),
        ({"start_date": "2026-03-01", "end_date": "2026-04-01"}, "end_date"),
        (DAY | {"collection_hour": "24"}, "collection_hour"),
    ],
)
def test_a_report_needs_days_that_are_not_too_many(api, report, query, field):
    response = api.get(f"reports/{report}", query)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")


@pytest.mark.parametrize("what", [{}, {"variants_code": "nonsense"}])
def test_the_volume_is_of_something(api, what):
    response = api.get("reports/salesvolume", DAY | what)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.product_no)")


def test_reports_run_as_many_queries_for_three_hours_as_for_none(mall, installation, sold, django_assert_num_queries):
    api = Api(mall, make_token(installation))
    for days in (DAY, {"start_date": "2026-03-01", "end_date": "2026-03-01"}):
        with django_assert_num_queries(AROUND_A_CALL + 3):
            api.get("reports/hourlysales", days)
        with django_assert_num_queries(AROUND_A_CALL + 1):
            api.get("reports/productsales", days)


def test_the_dashboard_tells_days_week_and_month(mall, installation, sold):
    with tenancy.mall(mall.pk):
        make_product(name="Gone", stock=0)
    with time_machine.travel(NOON + dt.timedelta(days=2), tick=False):
        with tenancy.mall(mall.pk):
            make_customer("newbie")
        api = Api(mall, make_token(installation))
        (row,) = api.get("dashboard").json()["dashboard"]
    with tenancy.mall(mall.pk):
        totals = [order.total_amount for order in Order.objects.order_by("placed_at")]
    days = {one["date"]: one for one in row["daily_sales_stats"]}
    assert list(days)[-1] == "2026-03-12"
    assert days["2026-03-12"]["title"] == "March 12 (Today)"
    day = days["2026-03-10"]
    assert (day["order_count"], day["payed_count"], day["refund_count"]) == (3, 2, 1)
    assert day["order_price"] == f"{sum(totals):.2f}"
    assert day["paid_price"] == f"{totals[0] + totals[1]:.2f}"
    assert (day["prepareproduct_count"], day["canceled_count"]) == (1, 1)
    assert row["weekly_sales_stats"]["payed_count"] == row["monthly_sales_stats"]["payed_count"] == 2
    assert row["weekly_sales_stats"]["refunded_total_price"] == f"{totals[1]:.2f}"
    assert (row["sold_out_products_count"], row["new_members_count"], row["board_list"]) == (1, 1, [])


@pytest.fixture
def claimed(mall, other_mall):
    """Of one shop: a return asked for, one accepted, an exchange whose goods came, a refund that waits, one too old."""
    with tenancy.mall(other_mall.pk):
        ask(deliver(paid_order((make_product(), 1))), "return")
    with tenancy.mall(mall.pk):
        cup = make_product(name="Cup", price="5000", stock=50)
        with time_machine.travel(NOON - dt.timedelta(days=30), tick=False):
            ask(paid_order((cup, 1)), "cancel")
        with time_machine.travel(NOON, tick=False):
            ask(deliver(paid_order((cup, 1))), "return")
            accept_claim(ask(deliver(paid_order((cup, 1))), "return").pk, actor=SYSTEM)
            exchange = ask(deliver(paid_order((cup, 1))), "exchange")
            accept_claim(exchange.pk, actor=SYSTEM)
            collect_claim(exchange.pk, actor=SYSTEM)
            settle(ask(paid_order((cup, 2)), "cancel"))


def test_the_dashboard_of_orders_counts_what_waits_and_sums_a_month(mall, installation, claimed):
    """Public manual, orders dashboard; what stood open before the month is not in it."""
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        row = Api(mall, make_token(installation)).get("orders/dashboard").json()["dashboard"]
    told = {name: value for name, value in row.items() if name.endswith("_count") and not name.startswith("total")}
    assert {name: value for name, value in told.items() if value} == {
        "return_request_count": 1,
        "return_received_count": 1,
        "exchange_processing_count": 1,
        "refund_pending_count": 1,
    }
    with tenancy.mall(mall.pk):
        month = Order.objects.filter(placed_at__gte=NOON)
        total = sum(order.total_amount for order in month)
    assert row["total_order_amount"] == row["total_paid_amount"] == f"{total:.2f}"
    assert (row["total_order_count"], row["total_paid_count"]) == (4, 4)
    assert (row["total_refund_amount"], row["total_refund_count"]) == ("0.00", 0)


def test_refunds_that_went_back_are_sums_and_not_pending(mall, installation, sold):
    with time_machine.travel(NOON + dt.timedelta(days=2), tick=False):
        row = Api(mall, make_token(installation)).get("orders/dashboard").json()["dashboard"]
    with tenancy.mall(mall.pk):
        refunded = Refund.objects.get().amount
    assert (row["refund_pending_count"], row["total_refund_count"]) == (0, 1)
    assert (row["total_order_count"], row["total_paid_count"]) == (3, 2)
    assert row["total_refund_amount"] == f"{refunded:.2f}"


def test_the_dashboard_of_orders_is_of_one_shop(mall, installation, claimed):
    with tenancy.mall(mall.pk):
        Order.objects.update(shop_no=2)
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        row = Api(mall, make_token(installation)).get("orders/dashboard").json()["dashboard"]
    assert not any(value for name, value in row.items() if name.endswith("_count"))


def test_the_dashboard_of_orders_runs_five_queries_whatever_there_is(
    mall, installation, claimed, django_assert_num_queries
):
    for at in (NOON + dt.timedelta(hours=1), NOON + dt.timedelta(days=300)):
        with time_machine.travel(at, tick=False):
            api = Api(mall, make_token(installation))
            with django_assert_num_queries(AROUND_A_CALL + 5):
                api.get("orders/dashboard")
