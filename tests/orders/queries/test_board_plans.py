"""Plans of the lists of posts as role `app` under row security, over 20,000 posts of one mall beside as many others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.http import QueryDict
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall
from accounts.paging import moment_of, timed_rows
from orders.models import Article, BoardNo, Comment
from orders.queries.boards import ArticleFilter, listed_articles
from tests.factories import MallFactory
from tests.orders.queries.test_plans import explain, indexes, rows_read
from tests.orders.shop import make_product

POSTS = 20_000
pytestmark = pytest.mark.slow


def write(mall: Mall, count: int) -> int:
    """Posts of one mall, a minute apart, every tenth of one product; gives that product's key."""
    now = timezone.now()
    with tenancy.mall(mall.pk):
        product = make_product()
        Article.objects.bulk_create(
            Article(
                shop_no=1,
                board_no=BoardNo.REVIEW if number % 4 else BoardNo.QUESTION,
                product=product if number % 10 == 1 else None,
                title=f"Post {number}",
                content="Very soft",
                rating=number % 5 + 1,
                is_displayed=number % 500 != 1,
                reply_status="N" if number % 400 == 0 else "",
                created_at=now - dt.timedelta(minutes=number),
            )
            for number in range(count)
        )
        first = Article.objects.order_by("pk").first()
        Comment.objects.bulk_create(
            Comment(article=first, shop_no=1, board_no=first.board_no, writer="x", content="x") for _ in range(2000)
        )
        return product.pk


@pytest.fixture(scope="module")
def big_mall(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Mall, int]]:
    with django_db_blocker.unblock():
        mall, *others = [MallFactory() for _each in range(3)]
        product_id = write(mall, POSTS)
        for other in others:
            write(other, POSTS // 2)
        with connections["migrator"].cursor() as cursor:
            cursor.execute("ANALYZE orders_article, orders_comment")
        yield mall, product_id
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, accounts_loginidregistry, catalog_product CASCADE")
            cursor.execute("TRUNCATE orders_article, accounts_auditentry CASCADE")
        for alias in connections:
            connections[alias].close()


@pytest.fixture
def product_id(big_mall: tuple[Mall, int], db: None) -> Iterator[int]:
    with tenancy.mall(big_mall[0].pk):
        yield big_mall[1]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ArticleFilter(board_no=BoardNo.REVIEW), "article_newest"),
        (ArticleFilter(board_no=BoardNo.QUESTION, state="waiting"), "article_unanswered"),
        (ArticleFilter(board_no=BoardNo.REVIEW, state="hidden"), "article_hidden"),
    ],
)
@pytest.mark.parametrize("is_deep", [False, True])
def test_a_page_of_the_list_reads_its_own_rows(product_id, wanted, index, is_deep):
    rows = listed_articles(wanted)
    middle = list(rows.order_by("-created_at", "-id"))
    at = middle[len(middle) // 2]
    since = (at.created_at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    beyond = moment_of(QueryDict(f"before={since}-{at.pk}")) if is_deep else None
    plan = explain(timed_rows(rows, beyond, at="created_at")[:31])
    assert index in indexes(plan)
    assert rows_read(plan) <= 31 * 2 + 5  # posts, and their products


def test_newest_posts_of_a_product_and_of_a_board_read_what_they_show(product_id):
    shown = Article.objects.on(1, BoardNo.REVIEW).threads().displayed()
    plan = explain(shown.filter(product_id=product_id).order_by("-created_at", "-pk")[:5])
    assert "article_of_product" in indexes(plan)
    assert rows_read(plan) <= 10
    plan = explain(shown.order_by("-created_at", "-pk")[:20])
    assert "article_newest" in indexes(plan)
    assert rows_read(plan) <= 25


def test_a_period_of_the_api_reads_its_days_only(product_id):
    end = timezone.now() - dt.timedelta(days=10)
    rows = Article.objects.on(1, BoardNo.REVIEW).filter(
        created_at__gte=end - dt.timedelta(hours=1), created_at__lte=end
    )
    plan = explain(rows.order_by("-created_at", "-pk")[:11])
    assert "article_newest" in indexes(plan)
    assert rows_read(plan) <= 15


def test_comments_of_a_board_go_on_by_number(product_id):
    last = Comment.objects.order_by("pk").last().pk
    plan = explain(
        Comment.objects.filter(shop_no=1, board_no=BoardNo.QUESTION, pk__gt=last - 1000).order_by("pk")[:100]
    )
    assert rows_read(plan) <= 100
