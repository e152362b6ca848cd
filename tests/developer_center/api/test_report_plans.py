"""Plans of the API's reports as role `app` under row security, over 20,000 orders of a year (design 3.5, 7).

Right is a plan that reads the orders of the period along the index of their payment, and their lines; over a month it
may read the lines of the whole mall once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Product, Variant
from developer_center.wire import SEOUL
from orders.models import Order, OrderItem
from orders.queries.sales_reports import Span, variant_sales
from tests.factories import MallFactory
from tests.orders.queries.test_plans import explain, indexes, nodes, rows_read
from tests.orders.seed import seed_orders

ORDERS = 20_000
START = dt.datetime(2026, 3, 1, tzinfo=SEOUL)
DAY = Span(1, START, START + dt.timedelta(days=1))
MONTH = Span(1, START, START + dt.timedelta(days=31))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def big_mall(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mall]:
    """One mall of 20,000 orders beside another of 5,000; removed afterwards by migrator."""
    with django_db_blocker.unblock():
        mall, other = MallFactory(), MallFactory()
        seed_orders(mall.pk, ORDERS)
        seed_orders(other.pk, 5_000)
        give_variants(mall)
        yield mall
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, accounts_loginidregistry, catalog_product CASCADE")
            cursor.execute("TRUNCATE orders_order CASCADE")
        for alias in connections:
            connections[alias].close()


def give_variants(mall: Mall) -> None:
    """Seeded lines name products only; those that shoppers buy name a variant."""
    with tenancy.mall(mall.pk):
        for variant in Variant.objects.filter(position=0):
            OrderItem.objects.filter(product=variant.product_id).update(variant=variant)
    with connections["migrator"].cursor() as cursor:
        cursor.execute("ANALYZE orders_orderitem, catalog_variant")


@pytest.fixture
def open_mall(big_mall: Mall, db: None) -> Iterator[Mall]:
    with tenancy.mall(big_mall.pk):
        yield big_mall


def told(plan: dict[str, Any]) -> str:
    """The plan in a few words, for whoever reads why a test failed."""
    return str(
        [(one["Node Type"], one.get("Index Name"), one["Actual Rows"], one["Actual Loops"]) for one in nodes(plan)]
    )


def test_pieces_by_the_hour_of_a_day_read_its_paid_orders_and_their_lines(open_mall):
    paid = Order.objects.filter(DAY.of("paid_at")).count()
    assert 0 < paid < 100
    plan = explain(variant_sales(DAY)[:101])
    assert "order_by_payment" in indexes(plan), told(plan)
    assert rows_read(plan) <= paid * 8, told(plan)


def test_pieces_by_the_hour_of_a_month_read_each_line_of_the_mall_once_at_most(open_mall):
    """A twelfth of a year's orders: joining them to all lines is cheaper than looking each up (docs/performance.md)."""
    paid = Order.objects.filter(MONTH.of("paid_at")).count()
    plan = explain(variant_sales(MONTH)[:101])
    assert "order_by_payment" in indexes(plan), told(plan)
    assert rows_read(plan) <= OrderItem.objects.count() + paid * 2, told(plan)


def test_pieces_of_one_product_in_a_day_read_no_more_than_the_day(open_mall):
    product = Product.objects.order_by("pk").values_list("pk", flat=True)[0]
    paid = Order.objects.filter(DAY.of("paid_at")).count()
    plan = explain(variant_sales(DAY, {product}))
    assert rows_read(plan) <= paid * 8, told(plan)


def test_the_sums_of_a_month_read_its_orders_once(open_mall):
    orders = Order.objects.filter(MONTH.of("paid_at"), shop_no=1)
    plan = explain(orders.values_list("paid_at", "total_amount"))
    assert indexes(plan) == {"order_by_payment"}, told(plan)
