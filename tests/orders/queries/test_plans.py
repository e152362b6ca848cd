"""Plans of the hot queries as role `app` under row security, over 20,000 orders of one mall and as many of others.

A plan is right when it reads the index that is made for it and about as many rows as it shows (design 3.5, 11).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections
from django.http import QueryDict

from accounts import tenancy
from accounts.models import Mall
from orders.folding import folded_name
from orders.models import Order, OrderItem
from orders.queries.order_filter import OrderFilter, list_orders, products_named
from orders.queries.order_list import order_page
from tests.factories import MallFactory
from tests.orders.seed import seed_orders

ORDERS = 20_000
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def big_mall(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mall]:
    """One mall of 20,000 orders beside three of 5,000 each; removed afterwards by migrator."""
    with django_db_blocker.unblock():
        mall, *others = [MallFactory() for _each in range(4)]
        seed_orders(mall.pk, ORDERS)
        for other in others:
            seed_orders(other.pk, 5_000)
        yield mall
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, accounts_loginidregistry, catalog_product CASCADE")
            cursor.execute("TRUNCATE orders_order CASCADE")
        for alias in connections:
            connections[alias].close()


@pytest.fixture
def open_mall(big_mall: Mall, db: None) -> Iterator[Mall]:
    with tenancy.mall(big_mall.pk):
        yield big_mall


def explain(rows: Any) -> dict[str, Any]:
    """The plan of a queryset's first page with what it really read."""
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def indexes(plan: dict[str, Any]) -> set[str]:
    return {node["Index Name"] for node in nodes(plan) if "Index Name" in node}


def rows_read(plan: dict[str, Any]) -> int:
    """Rows that scans gave or threw away, over all loops."""
    scans = [node for node in nodes(plan) if "Relation Name" in node]
    return sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans)


def page_of(wanted: OrderFilter, size: int = 21) -> Any:
    if wanted.product:
        wanted = replace(wanted, product_ids=tuple(products_named(wanted.product).values_list("id", flat=True)))
    listing = list_orders(wanted)
    if listing.rows.model is OrderItem:
        return listing.rows.order_by("-pk")[:size]
    return listing.rows.order_by(f"-{listing.at}", f"-{listing.key}")[:size]


def _events(date_type: str) -> OrderFilter:
    starts_at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return OrderFilter(date_type=date_type, starts_at=starts_at, ends_at=starts_at + dt.timedelta(days=30))


SEARCHES: dict[str, tuple[OrderFilter, str, int]] = {
    "all": (OrderFilter(), "order_newest", 50),
    "stage": (OrderFilter(stage="in_transit"), "order_by_stage", 50),
    "rare payment status": (OrderFilter(payment="refunded"), "order_by_rare_payment", 50),
    "other shop": (OrderFilter(shop_no=2), "order_by_other_shop", 50),
    "one letter": (OrderFilter(name="김"), "gram_newest", 100),
    "two letters": (OrderFilter(name="민지"), "gram_newest", 100),
    "three letters": (OrderFilter(name="김민지"), "gram_newest", 100),
    "long name": (OrderFilter(name=folded_name("Kim Minji")), "gram_newest", 100),
    "email": (OrderFilter(email="buyer19999@"), "order_by_email", 10),
    "phone": (OrderFilter(phone="01000019999"), "order_by_phone", 10),
    "whole number": (OrderFilter(numbers=("202601010000007",)), "order_by_digits", 10),
    "two numbers": (OrderFilter(numbers=("202601010000007", "202601020000007")), "order_by_digits", 10),
    "tracking number": (OrderFilter(tracking="T00000007"), "parcel_by_tracking_number", 10),
    "shipping date": (_events("shipped"), "parcel_by_shipping_day", 100),
    "delivery date": (_events("delivered"), "parcel_by_delivery_day", 100),
    "memo date": (_events("memo"), "memo_by_day", 100),
    "return request date": (_events("return"), "claim_newest", 100),
    "refund date": (_events("refund"), "refund_by_day", 100),
    "rare product": (OrderFilter(product="Product 1"), "order_item_by_product", 50),
    "common product": (OrderFilter(product="Product 2"), "order_item_by_product", 100),
    "common product and name": (OrderFilter(product="Product 2", name="김민지"), "gram_newest", 200),
}


@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_reads_its_index_and_little_more_than_it_shows(open_mall, search):
    wanted, index, most_rows = SEARCHES[search]
    plan = explain(page_of(wanted))
    assert plan["Actual Rows"] > 0
    assert index in indexes(plan), json.dumps(plan, indent=1)
    assert rows_read(plan) <= most_rows, json.dumps(plan, indent=1)


def test_a_long_name_that_nobody_has_reads_no_order(open_mall):
    plan = explain(page_of(OrderFilter(name="kimminjix")))
    assert plan["Actual Rows"] == 0
    assert rows_read(plan) <= 10, json.dumps(plan, indent=1)


@pytest.mark.parametrize("prefix", ["20260101", "202601", "2026"])
def test_a_beginning_of_a_number_is_bounded_by_its_day_month_or_year(open_mall, prefix):
    plan = explain(page_of(OrderFilter(numbers=(prefix,))))
    assert plan["Actual Rows"] == 21
    assert rows_read(plan) <= 120, json.dumps(plan, indent=1)


@pytest.mark.parametrize("name", ["", "김"])
def test_a_deep_page_reads_as_little_as_the_first(open_mall, name):
    wanted = OrderFilter(name=name)
    cursor = Order.objects.order_by("placed_at", "id").values_list("placed_at", "id")[200]
    listing = list_orders(wanted)
    deep = listing.rows.filter(**{f"{listing.at}__lte": cursor[0]}).order_by(f"-{listing.at}", f"-{listing.key}")[:21]
    assert rows_read(explain(deep)) <= 100


def test_all_pages_of_twenty_thousand_orders_are_walked_without_a_gap(open_mall):
    query, seen = QueryDict(), 0
    while True:
        page = order_page(OrderFilter(), query, size=1000)
        seen += len(page)
        if not page.next_url:
            break
        query = QueryDict(page.next_url.removeprefix("?"))
    assert seen == ORDERS
