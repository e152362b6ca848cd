"""What waits for somebody's hand, on the start page: counts that stay cheap, each a link (issue 3, Dashboard)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts import tenancy
from orders import home_panels
from orders.domain.pay_order import pay_order
from orders.home_panels import waiting_counts
from orders.models import Claim, Order, Refund
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db


def test_each_heap_counts_its_own_rows_of_this_mall_alone(mall, other_mall):
    with tenancy.mall(other_mall.pk):
        make_order()
    with tenancy.mall(mall.pk):
        product = make_product(stock=50)
        orders = [make_order(product) for _ in range(4)]
        for order in orders[:2]:
            pay_order(order.pk, gateway="cash", actor=SYSTEM)
        for number, (kind, state) in enumerate(
            [("return", "requested"), ("return", "accepted"), ("cancel", "requested"), ("exchange", "refused")]
        ):
            Claim.objects.create(
                order=orders[0], code=f"C{number}", kind=kind, state=state, reason="other", payer="seller"
            )
        Refund.objects.create(order=orders[0], code="F1", amount=1, gateway="cash")
        counts = waiting_counts()
    assert {key: count for key, count in counts.items() if count} == {
        "awaiting_payment": 2,
        "preparing": 2,
        "claim_return": 1,
        "claim_cancel": 1,
        "refunds": 1,
    }


def test_a_count_stops_where_nobody_counts_any_more(inside, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(home_panels, "MOST_COUNTED", 2)
    product = make_product(stock=50)
    for _ in range(5):
        make_order(product)
    with django_assert_num_queries(1):
        assert waiting_counts()["awaiting_payment"] == 3


def test_the_page_shows_the_counts(client, cast, mall):
    with tenancy.mall(mall.pk):
        make_order()
    cast.sign_in(client, "owner")
    page = client.get(reverse("accounts:home")).content.decode()
    heap = re.search(r'<(a|span) class="work-heap"[^>]*>(.*?)</\1>\s*</li>', page, re.DOTALL)[2]
    assert "Awaiting payment" in heap
    assert '<strong class="work-count">1</strong>' in heap


def test_a_mall_with_nothing_to_do_reads_so(client, cast, mall):
    cast.sign_in(client, "owner")
    page = client.get(reverse("accounts:home")).content.decode()
    assert "Nothing is waiting for you." in page
    with tenancy.mall(mall.pk):
        assert not Order.objects.exists()
