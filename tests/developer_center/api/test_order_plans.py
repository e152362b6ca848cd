"""Plans of the API's lists of orders as role `app` under row security, over 20,000 orders of a year (design 3.5, 7).

Right is a plan that starts from the index made for it and reads about what it shows; what has no index of its own reads
the period, which is at most three months.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Product
from developer_center.api.resources.order_filters import matching, page_of
from developer_center.wire import SEOUL
from tests.factories import MallFactory
from tests.orders.queries.test_plans import explain, indexes, nodes, rows_read
from tests.orders.seed import seed_orders

ORDERS = 20_000
START = dt.datetime(2026, 3, 1, tzinfo=SEOUL)
PERIOD = {"start_date": START, "end_date": START + dt.timedelta(days=90), "date_type": "order_date"}
IN_PERIOD = 5_000
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def big_mall(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mall]:
    """One mall of 20,000 orders beside another of 5,000; removed afterwards by migrator."""
    with django_db_blocker.unblock():
        mall, other = MallFactory(), MallFactory()
        seed_orders(mall.pk, ORDERS)
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


def plan_of(wanted: dict[str, Any], *, offset: int = 0) -> dict[str, Any]:
    at = "paid_at" if wanted["date_type"] == "pay_date" else "placed_at"
    rows = matching(wanted).order_by(f"-{at}", "-id").values_list("pk", flat=True)
    return explain(rows[offset : offset + 11])


SEARCHES: dict[str, tuple[dict[str, Any], str, int]] = {
    "a period": ({}, "order_newest", 11),
    "whole numbers": ({"order_id": ["20260301-0000007", "20260401-0000001"]}, "order_by_digits", 4),
    "by payment": ({"date_type": "pay_date"}, "order_by_payment", 20),
    "unpaid": ({"payment_status": ["F"]}, "order_newest", 400),
    "buyer": ({"buyer_name": ["김민지"]}, "order_by_name", 60),
    "email": ({"buyer_email": ["buyer5000@example.com"]}, "order_by_email", 4),
    "phone": ({"buyer_cellphone": ["010-0000-5000"]}, "order_by_phone", 4),
    "status before shipping": ({"order_status": ["N10"]}, "order_item_by_status", 60),
    "status after shipping": ({"order_status": ["N40"]}, "order_newest", 30),
    "refunded": ({"refund_status": ["T"]}, "order_by_rare_payment", 120),
    "shipped": ({"date_type": "shipbegin_date"}, "order_newest", 1_000),
    "returned": ({"date_type": "return_request_date"}, "order_newest", 1_000),
    "receiver": ({"receiver_name": ["nobody"]}, "order_newest", IN_PERIOD),
    "address": ({"receiver_address": "nowhere"}, "order_newest", IN_PERIOD),
    "first orders": ({"first_order": True}, "order_newest", IN_PERIOD),
    "carrier": ({"carrier_id": [1]}, "order_newest", 30),
}


@pytest.mark.parametrize("search", SEARCHES)
def test_a_filter_reads_its_index_and_at_most_the_period(open_mall, search):
    more, index, most_rows = SEARCHES[search]
    plan = plan_of(PERIOD | more)
    assert not index or index in indexes(plan), json.dumps(plan, indent=1)
    assert rows_read(plan) <= most_rows, json.dumps(plan, indent=1)


@pytest.mark.parametrize("name", ["Product 1", "Product 2"])
def test_a_rare_and_a_common_product_read_at_most_the_period(open_mall, name):
    number = Product.objects.get(name=name).pk
    plan = plan_of(PERIOD | {"product_no": [number]})
    assert rows_read(plan) <= 2 * IN_PERIOD, json.dumps(plan, indent=1)


def test_a_deep_page_walks_the_index_alone(open_mall):
    plan = plan_of(PERIOD, offset=4_500)
    assert "order_newest" in indexes(plan)
    assert "Index Only Scan" in json.dumps(plan)
    assert rows_read(plan) <= 4_511
    keys, has_more = page_of(matching(PERIOD), PERIOD, limit=10, offset=4_500)
    assert (len(keys), has_more) == (10, True)


def test_no_plan_reads_all_orders(open_mall):
    for more, _index, _rows in SEARCHES.values():
        kinds = {(node["Node Type"], node.get("Relation Name")) for node in nodes(plan_of(PERIOD | more))}
        assert ("Seq Scan", "orders_order") not in kinds, more
