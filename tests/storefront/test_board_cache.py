"""Pages with posts on them are kept, and forgotten with each change of a post."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from orders.domain.boards.change import change_article, delete_article
from orders.domain.boards.settings import change_board
from orders.models import BoardNo
from tests.orders.shop import SYSTEM, make_product
from tests.orders.writing import make_article


@pytest.fixture
def shopper(committed, mall) -> Client:
    return Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")


def test_each_change_of_a_post_shows_with_the_next_request_and_a_warm_page_runs_no_query(
    shopper, mall, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        product = make_product()
    pages = [f"/product/x/{product.pk}/", "/board/4/"]

    def shown() -> list[bool]:
        return ["Very soft" in shopper.get(page).content.decode() for page in pages]

    assert shown() == [False, False]
    with tenancy.mall(mall.pk):
        review = make_article(product_id=product.pk)
    assert shown() == [True, True]
    with django_assert_num_queries(0):
        assert shown() == [True, True]
    for is_displayed in (False, True):
        with tenancy.mall(mall.pk):
            change_article(review.pk, {"is_displayed": is_displayed}, actor=SYSTEM)
        assert shown() == [is_displayed, is_displayed]
    with tenancy.mall(mall.pk):
        change_board(1, BoardNo.REVIEW, {"name": "Voices"}, actor=SYSTEM)
    assert "Voices" in shopper.get("/board/").content.decode()
    with tenancy.mall(mall.pk):
        delete_article(review.pk, actor=SYSTEM)
    assert shown() == [False, False]
