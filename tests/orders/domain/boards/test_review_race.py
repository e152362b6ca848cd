"""Reviews of one order at the same moment: real connections, real commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from accounts import tenancy
from orders.domain.boards.shoppers import NotReviewable, Words, write_review
from orders.models import Article
from tests.orders.customers import make_customer
from tests.orders.shop import make_product
from tests.orders.writing import HERE, make_delivered_order

RUNNERS = 4


def test_one_delivered_order_gives_one_review_however_often_it_is_sent_at_once(committed, mall):
    with tenancy.mall(mall.pk):
        customer, product = make_customer(), make_product()
        make_delivered_order(customer, product)
    barrier = Barrier(RUNNERS)

    def write(_runner: int) -> bool:
        try:
            barrier.wait(timeout=30)
            with tenancy.mall(mall.pk):
                write_review(customer.pk, product.pk, Words(title="Soft", content="Very", rating=5), place=HERE)
        except NotReviewable:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RUNNERS) as pool:
        assert sorted(pool.map(write, range(RUNNERS))) == [False, False, False, True]
    with tenancy.mall(mall.pk):
        assert Article.objects.count() == 1
