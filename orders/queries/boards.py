"""Boards as they are set up, and the posts that lists show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Avg, Count, QuerySet

from orders.models import Article, Board, BoardNo, Comment, ItemStatus, OrderItem

STATES: Final = ("waiting", "hidden")


def board_of(shop_no: int, board_no: int) -> Board:
    """A board of a shop as it is set up; the standard one, unsaved, where nothing was ever changed."""
    found: Board | None = Board.objects.filter(shop_no=shop_no, board_no=board_no).first()
    return found or Board(shop_no=shop_no, board_no=board_no)


def boards_of(shop_no: int) -> list[Board]:
    """All boards of a shop by their numbers; one query."""
    kept = {board.board_no: board for board in Board.objects.filter(shop_no=shop_no)}
    return [kept.get(number) or Board(shop_no=shop_no, board_no=number) for number in BoardNo.values]


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What the merchant's list is narrowed to; `state` is one of STATES or empty."""

    shop_no: int = 1
    board_no: int = BoardNo.REVIEW
    state: str = ""
    product_id: int | None = None


def listed_articles(wanted: ArticleFilter) -> QuerySet[Article]:
    """Posts that began a thread and fit, with their products, in no order."""
    rows = Article.objects.on(wanted.shop_no, wanted.board_no).threads().select_related("product")
    if wanted.state == "waiting":
        rows = rows.filter(reply_status=Article.ReplyStatus.WAITING)
    if wanted.state == "hidden":
        rows = rows.filter(is_displayed=False)
    if wanted.product_id is not None:
        rows = rows.filter(product_id=wanted.product_id)
    return rows


def thread_of(article: Article) -> list[Article]:
    """All replies below a post, oldest first, whatever their depth."""
    found: list[Article] = []
    layer = [article.pk]
    while layer:
        replies = list(Article.objects.filter(parent__in=layer).order_by("pk"))
        found += replies
        layer = [reply.pk for reply in replies]
    return sorted(found, key=lambda reply: reply.pk)


def comments_of(article: Article) -> list[Comment]:
    """The comments of a post, oldest first."""
    return list(Comment.objects.filter(article=article).order_by("pk"))


@dataclass(frozen=True, slots=True)
class ReviewSum:
    """How many reviews a product has in a shop, and their mean of 1 to 5 with one place; 0 without any."""

    count: int
    average: float

    @property
    def stars(self) -> int:
        """The mean as whole stars."""
        return round(self.average)


def review_sum(shop_no: int, product_id: int) -> ReviewSum:
    """Of the displayed reviews that carry a rating; one query."""
    rated = Article.objects.on(shop_no, BoardNo.REVIEW).threads().displayed().filter(product_id=product_id)
    found = rated.filter(rating__gte=1).aggregate(count=Count("pk"), average=Avg("rating"))
    return ReviewSum(found["count"], round(float(found["average"] or 0), 1))


def delivered_orders(customer_id: int, product_id: int) -> list[str]:
    """Numbers of a customer's orders in which the product arrived and was kept so far, newest first."""
    arrived = (ItemStatus.DELIVERED, ItemStatus.PURCHASE_CONFIRMED)
    items = OrderItem.objects.filter(order__customer_id=customer_id, product_id=product_id, status__in=arrived)
    return list(dict.fromkeys(items.order_by("-order_id").values_list("order__number", flat=True)))


def reviewed_orders(customer_id: int, product_id: int) -> set[str]:
    """Numbers of the orders that a customer's reviews of a product were written for."""
    own = Article.objects.filter(customer_id=customer_id, product_id=product_id, board_no=BoardNo.REVIEW)
    return set(own.values_list("order_number", flat=True))
