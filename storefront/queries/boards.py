"""What shoppers see of boards. Of a secret post only that there is one leaves this module, unless it was opened."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Shop
from accounts.paging import timed_page
from accounts.row_ids import row_id
from catalog.description import as_html
from catalog.models.seo import Seo
from catalog.queries import ProductRow, displayed_products
from orders.models import Article, Board, BoardNo, Comment
from orders.models.board import BEST_RATING
from orders.queries.boards import board_of, boards_of, comments_of, review_sum, thread_of
from storefront.addresses import product_url

STAR, NO_STAR = "★", "☆"
MOST_FIXED: Final = 10
MOST_NEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer below a post, or a comment."""

    writer: str
    is_by_store: bool
    content: SafeString
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A post as shoppers see it; of a secret one title, writer, text and answers are left out."""

    pk: int
    url: str
    title: str
    writer: str
    created_at: dt.datetime
    rating: int
    is_secret: bool
    is_fixed: bool
    is_answered: bool
    hits: int
    content: SafeString
    replies: tuple[Reply, ...]
    attachments: tuple[dict[str, str], ...]

    @property
    def stars(self) -> str:
        """Five stars, as many of them full as the rating says."""
        return stars(self.rating)


def stars(rating: int) -> str:
    """`★★★★☆`"""
    return STAR * rating + NO_STAR * (BEST_RATING - rating)


def product_boards(shop: Shop, product_id: int) -> dict[str, Any]:
    """Newest reviews with their mean, and newest questions, for a product's page; at most five queries."""
    boards = {board.board_no: board for board in boards_of(shop.shop_no) if board.is_used}
    parts = {
        name: _newest(boards.get(board_no), product_id)
        for name, board_no in (("reviews", BoardNo.REVIEW), ("questions", BoardNo.QUESTION))
    }
    articles = [article for rows in parts.values() for article in rows or []]
    posts = {post.pk: post for post in posts_of(articles, shop)}
    found = review_sum(shop.shop_no, product_id) if parts["reviews"] else None
    return {
        "review_sum": found,
        "review_stars": stars(found.stars) if found else "",
        "review_board": boards.get(BoardNo.REVIEW),
        "question_board": boards.get(BoardNo.QUESTION),
        **{name: [posts[article.pk] for article in rows or []] for name, rows in parts.items()},
    }


def boards_page(shop: Shop) -> dict[str, Any]:
    """The boards that a shop lists, each with its newest posts; a query a board and one."""
    listed = [board for board in boards_of(shop.shop_no) if board.is_used and board.is_displayed]
    return {
        "boards": [
            {
                "board": board,
                "posts": [
                    _post(article, shop, ()) for article in _shown(board).order_by("-created_at", "-pk")[:MOST_NEWEST]
                ],
            }
            for board in listed
        ]
    }


def board_page(shop: Shop, board: Board, query: QueryDict) -> dict[str, Any]:
    """A page of a board, newest first, with what is kept on top; `product` in the query narrows it to one product."""
    product = _product_of(shop, query)
    rows = _shown(board)
    if product is not None:
        rows = rows.filter(product=product.pk)
    page = timed_page(rows.filter(is_fixed=False), query, at="created_at", size=board.page_size)
    fixed = [] if page.first_url else list(rows.filter(is_fixed=True).order_by("-created_at", "-pk")[:MOST_FIXED])
    return {
        "board": board,
        "seo": _seo(shop, board),
        "posts": posts_of([*fixed, *page], shop),
        "page": page,
        "product": product,
        "product_url": product_url(product.slug, product.pk) if product else "",
        "is_first_page": not page.first_url,
        "has_ratings": board.board_no == BoardNo.REVIEW,
        "can_write": board.board_no == BoardNo.QUESTION or (board.board_no == BoardNo.REVIEW and product is not None),
    }


def article_page(shop: Shop, article: Article) -> dict[str, Any]:
    """A post that its reader may see, with all answers and comments.

    Four queries, and one for each layer of answers.
    """
    board = board_of(article.shop_no, article.board_no)
    product = displayed_products(shop.shop_no).filter(pk=article.product_id).first() if article.product_id else None
    row = ProductRow.of(product) if product else None
    answers = [one for one in thread_of(article) if one.is_displayed and (article.is_secret or not one.is_secret)]
    replies = [_reply(one, shop) for one in answers]
    return {
        "board": board,
        "seo": _seo(shop, board, article.title),
        "post": _post(article, shop, replies, opened=True),
        "comments": [_reply(one, shop) for one in comments_of(article) if not one.is_secret],
        "product": row,
        "product_url": product_url(row.slug, row.pk) if row else "",
    }


def posts_of(articles: list[Article], shop: Shop) -> list[Post]:
    """Posts with the answers to them; one query."""
    readable = [article.pk for article in articles if not article.is_secret]
    answers: list[Article] = []
    if readable:
        answers = list(Article.objects.filter(parent__in=readable, is_displayed=True, is_secret=False).order_by("pk"))
    found: dict[int | None, list[Reply]] = defaultdict(list)
    for answer in answers:
        found[answer.parent_id].append(_reply(answer, shop))
    return [_post(article, shop, found[article.pk]) for article in articles]


def _seo(shop: Shop, board: Board, article_title: str = "") -> Seo:
    """What the store tells search engines of a board, or of a post on it."""
    words = {
        "MALL_NAME": shop.title,
        "BOARD_NAME": board.title,
        "BOARD_GUIDE": board.guide,
        "ARTICLE_TITLE": article_title,
    }
    return Seo(**board.seo).with_words(words)


def _newest(board: Board | None, product_id: int) -> list[Article] | None:
    if board is None:
        return None
    rows = _shown(board).filter(product_id=product_id).order_by("-created_at", "-pk")
    return list(rows[: board.product_page_size])


def _shown(board: Board) -> QuerySet[Article]:
    return Article.objects.on(board.shop_no, board.board_no).threads().displayed()


def _product_of(shop: Shop, query: QueryDict) -> ProductRow | None:
    number = row_id(query.get("product", ""))
    product = displayed_products(shop.shop_no).filter(pk=number).first() if number is not None else None
    return ProductRow.of(product) if product else None


def _post(article: Article, shop: Shop, replies: Iterable[Reply], *, opened: bool = False) -> Post:
    is_closed = article.is_secret and not opened
    return Post(
        pk=article.pk,
        url=reverse("storefront:article", args=[article.board_no, article.pk]),
        title=_("Secret post") if is_closed else article.title,
        writer="***" if is_closed else _writer(article.writer, article.is_by_store, shop),
        created_at=article.created_at,
        rating=0 if is_closed else article.rating,
        is_secret=article.is_secret,
        is_fixed=article.is_fixed,
        is_answered=article.reply_status == Article.ReplyStatus.ANSWERED,
        hits=article.hits,
        content=SafeString("") if is_closed else as_html(article.content),
        replies=tuple(replies),
        attachments=() if is_closed else tuple(article.attachments),
    )


def _reply(row: Article | Comment, shop: Shop) -> Reply:
    return Reply(_writer(row.writer, row.is_by_store, shop), row.is_by_store, as_html(row.content), row.created_at)


def _writer(name: str, is_by_store: bool, shop: Shop) -> str:
    """The store by its name, a person by the first letter."""
    if is_by_store:
        return shop.title
    return f"{name[0]}***" if name else _("Former customer")
