"""Plans of the lists of claims, customers and late orders, as role `app` under row security.

Each list must read about what it shows, also where what is asked for is old and rare (docs/performance.md).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.http import QueryDict

from accounts import tenancy
from accounts.models import Mall
from orders.models import Claim, Customer, Order
from orders.queries.claims import claim_list
from orders.queries.customers import CustomerFilter, customer_page, listed_customers
from tests.factories import MallFactory
from tests.orders.queries.test_plans import explain, indexes, rows_read
from tests.orders.seed import seed_orders

pytestmark = pytest.mark.slow
ORDERS = 6_000
STATEMENTS = (
    """
    INSERT INTO orders_claim (mall_id, order_id, code, kind, state, reason, detail, refusal, payer, shipping_charge,
        shipping_refund, refund_amount, refund_bank_name, refund_account_number, refund_account_holder, is_by_shopper,
        requested_at)
    SELECT mall_id, id, 'C' || id, 'return', CASE WHEN id %% 500 = 0 THEN 'requested' ELSE 'done' END,
        CASE WHEN id %% 300 = 0 THEN 'wrong_item' ELSE 'defect' END, '', '', 'seller', 0, 0, 0, '', '', '', true,
        placed_at + interval '6 days'
    FROM orders_order WHERE mall_id = %(mall)s ORDER BY placed_at
    """,
    """
    INSERT INTO orders_customer (mall_id, member_id, member_id_folded, password, name, name_folded, email, email_folded,
        phone, zipcode, address1, address2, country, shop_no, wants_newsletter, terms_accepted_at, is_active,
        created_at, session_salt)
    SELECT %(mall)s, 'member' || n, 'member' || n, '!', 'Kim', 'kim', 'buyer' || n || '@example.com',
        'buyer' || n || '@example.com', '', '', '', '', 'KR', 1, false, now(), n <> 7, now(), ''
    FROM generate_series(1000, 6999) AS n
    """,
)


@pytest.fixture(scope="module")
def big_mall(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mall]:
    """6,000 orders with a claim each, and 6,000 customers, beside another mall's; removed afterwards by migrator."""
    with django_db_blocker.unblock():
        malls = [MallFactory(), MallFactory()]
        with connections["migrator"].cursor() as cursor:
            for mall in malls:
                seed_orders(mall.pk, ORDERS)
                for statement in STATEMENTS:
                    cursor.execute(statement, {"mall": mall.pk})
            cursor.execute("ANALYZE orders_order, orders_claim, orders_customer")
        yield malls[0]
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, accounts_loginidregistry, catalog_product CASCADE")
            cursor.execute("TRUNCATE orders_order, orders_customer CASCADE")
        for alias in connections:
            connections[alias].close()


@pytest.fixture
def open_mall(big_mall: Mall, db: None) -> Iterator[Mall]:
    with tenancy.mall(big_mall.pk):
        yield big_mall


OLD = dt.date(2026, 2, 1)
CLAIMS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "all": ({}, {"claim_newest"}),
    "an old month": ({"since": OLD, "until": OLD + dt.timedelta(days=27)}, {"claim_newest"}),
    "a rare state": ({"state": Claim.State.REQUESTED}, {"claim_by_state"}),
    "a common reason": ({"reason": Claim.Reason.DEFECT}, {"claim_by_reason", "claim_newest"}),
    "a rare reason": ({"reason": Claim.Reason.WRONG_ITEM}, {"claim_by_reason"}),
}


@pytest.mark.parametrize("search", CLAIMS)
def test_claims_read_what_they_show(open_mall, search):
    wanted, any_of = CLAIMS[search]
    plan = explain(claim_list("return", wanted).order_by("-requested_at", "-id")[:31])
    assert plan["Actual Rows"] > 0
    assert any_of & indexes(plan), json.dumps(plan, indent=1)
    assert rows_read(plan) <= 100, json.dumps(plan, indent=1)


@pytest.mark.parametrize(
    ("wanted", "order", "index"),
    [
        (CustomerFilter("member_id", "member12"), ("member_id_folded", "-pk"), "customer_id_once_per_mall"),
        (CustomerFilter("email", "buyer1"), ("email_folded", "-pk"), "customer_by_email"),
        (CustomerFilter("name", "k"), ("name_folded", "-pk"), "customer_by_name"),
    ],
)
def test_a_beginning_that_only_old_customers_have_is_found_at_once(open_mall, wanted, order, index):
    plan = explain(listed_customers(wanted).order_by(*order)[:31])
    assert plan["Actual Rows"] == 31
    assert index in indexes(plan), json.dumps(plan, indent=1)
    assert rows_read(plan) <= 40, json.dumps(plan, indent=1)


def test_paid_orders_that_have_not_left_are_found_oldest_first(open_mall):
    late = Order.objects.filter(stage__in=["preparing", "awaiting_shipment"], has_open_claim=False)
    plan = explain(late.filter(paid_at__lt=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)).order_by("paid_at", "pk")[:20])
    assert plan["Actual Rows"] == 20
    assert indexes(plan) == {"order_unshipped_by_payment"}, json.dumps(plan, indent=1)
    assert rows_read(plan) <= 30, json.dumps(plan, indent=1)


@pytest.mark.parametrize("wanted", [CustomerFilter("member_id", "member12"), CustomerFilter("name", "kim")])
def test_pages_in_the_order_of_a_text_are_walked_there_and_back_without_a_gap(open_mall, wanted):
    """All are called Kim: where texts tie, the newest come first."""
    column = {"member_id": "member_id_folded", "name": "name_folded"}[wanted.field]
    expected = list(listed_customers(wanted).order_by(column, "-pk").values_list("pk", flat=True)[:100])
    pages, query = [], QueryDict()
    while len(pages) < 3:
        page = customer_page(wanted, query)
        pages.append([row.pk for row in page])
        query = QueryDict(page.next_url.removeprefix("?"))
    assert [pk for page in pages for pk in page] == expected[:90]
    page = customer_page(wanted, QueryDict(page.previous_url.removeprefix("?")))
    assert [row.pk for row in page] == pages[1]
    page = customer_page(wanted, QueryDict(page.previous_url.removeprefix("?")))
    assert [row.pk for row in page] == pages[0]
    assert not page.previous_url
    assert Customer.objects.count() == ORDERS
