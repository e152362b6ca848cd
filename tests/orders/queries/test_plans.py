"""Plans of the hot queries as role `app` under row security, over 20,000 orders of one mall and as many of others.

A plan is right when it reads the index that is made for it and about as many rows as it shows (design 3.5, 11).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.http import QueryDict

from accounts import tenancy
from accounts.models import Mall
from orders.folding import folded_name
from orders.models import Order, OrderItem
from orders.queries.order_filter import OrderFilter, list_orders
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
    listing = list_orders(wanted)
    return listing.rows.order_by(f"-{listing.at}", f"-{listing.key}")[:size]


@pytest.mark.parametrize(
    ("wanted", "index", "most_rows"),
    [
        (OrderFilter(), {"order_newest"}, 50),
        (OrderFilter(stage="in_transit"), {"order_by_stage"}, 50),
        (OrderFilter(payment="refunded"), {"order_by_rare_payment"}, 50),
        (OrderFilter(shop_no=2), {"order_by_other_shop"}, 50),
        (OrderFilter(name="김"), {"gram_newest"}, 100),
        (OrderFilter(name="민지"), {"gram_newest"}, 100),
        (OrderFilter(name=folded_name("김민지")), {"gram_newest", "gram_once_per_order"}, 3000),
        (OrderFilter(email="buyer19999@"), {"order_by_email"}, 10),
        (OrderFilter(phone="01000019999"), {"order_by_phone"}, 10),
        (OrderFilter(numbers=("202601010000007",)), {"order_by_digits"}, 10),
        (OrderFilter(numbers=("20260101000001",)), {"order_by_digits", "order_newest"}, 2000),
        (OrderFilter(numbers=("202601010000007", "202601020000007")), {"order_by_digits"}, 10),
    ],
    ids=str,
)
def test_a_search_reads_its_index_and_little_more_than_it_shows(open_mall, wanted, index, most_rows):
    plan = explain(page_of(wanted))
    assert plan["Actual Rows"] > 0
    assert indexes(plan) & index, json.dumps(plan, indent=1)
    assert rows_read(plan) <= most_rows, json.dumps(plan, indent=1)


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
    assert OrderItem.objects.count() == ORDERS
