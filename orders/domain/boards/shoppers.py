"""What signed-in shoppers do on boards: review what they bought, ask, comment, take their own words back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import check_password
from django.db import transaction

from accounts.audit import Actor
from accounts.limits import Limit
from accounts.tenancy import current_mall_id
from orders.domain.boards.change import delete_article
from orders.domain.boards.comment import NewComment, write_comment
from orders.domain.boards.write import NewArticle, customer_writer, write_article
from orders.models import Article, BoardNo, Comment, Customer, InputChannel
from orders.queries.boards import board_of, delivered_orders, reviewed_orders

POSTS: Final = Limit("board-posts", hits=10, seconds=3600)
COMMENTS: Final = Limit("board-comments", hits=30, seconds=3600)
PASSWORD_TRIES: Final = Limit("board-password", hits=10, seconds=600)
LONGEST_PASSWORD: Final = 128


class NotReviewable(Exception):
    """The customer has no delivered order of the product that was not reviewed yet; `has_bought` tells which."""

    def __init__(self, *, has_bought: bool) -> None:
        super().__init__("There is nothing to review.")
        self.has_bought = has_bought


class BoardClosed(Exception):
    """The board is not in use."""


class NotYours(Exception):
    """Somebody else wrote it."""


class TooManyPosts(Exception):
    """More was written within the hour than is allowed; `retry_after_seconds` says how long to wait."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many posts.")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a shopper writes from."""

    shop_no: int
    client_ip: str | None = None
    input_channel: str = InputChannel.PC


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a shopper typed. `rating` (1 to 5) is a review's, `is_secret` a question's."""

    title: str
    content: str
    rating: int = 0
    is_secret: bool = False


def reviewable_order(customer_id: int, product_id: int) -> str:
    """The number of the newest delivered order of a product that has no review of this customer yet.

    Raises NotReviewable.
    """
    delivered = delivered_orders(customer_id, product_id)
    reviewed = reviewed_orders(customer_id, product_id)
    for number in delivered:
        if number not in reviewed:
            return number
    raise NotReviewable(has_bought=bool(delivered))


@transaction.atomic
def write_review(customer_id: int, product_id: int, words: Words, *, place: Place) -> Article:
    """Review a product that was delivered, once per order; two calls at once cannot both have the same order.

    Raises BoardClosed, NotReviewable, TooManyPosts.
    """
    customer: Customer = Customer.objects.select_for_update().get(pk=customer_id)
    _check_open(place, BoardNo.REVIEW)
    number = reviewable_order(customer_id, product_id)
    _count(POSTS, customer)
    new = NewArticle(
        title=words.title,
        content=words.content,
        rating=words.rating,
        product_id=product_id,
        order_number=number,
    )
    return _write(customer, BoardNo.REVIEW, new, place)


@transaction.atomic
def ask_question(customer_id: int, product_id: int | None, words: Words, *, place: Place) -> Article:
    """Ask about a product, or without one about anything. Raises BoardClosed, TooManyPosts."""
    customer: Customer = Customer.objects.select_for_update().get(pk=customer_id)
    _check_open(place, BoardNo.QUESTION)
    _count(POSTS, customer)
    new = NewArticle(title=words.title, content=words.content, is_secret=words.is_secret, product_id=product_id)
    return _write(customer, BoardNo.QUESTION, new, place)


@transaction.atomic
def comment_on(customer_id: int, article_id: int, text: str, *, place: Place) -> Comment:
    """Comment on a post. Raises Article.DoesNotExist, CommentsOff, TooManyPosts."""
    customer: Customer = Customer.objects.get(pk=customer_id)
    _count(COMMENTS, customer)
    writer = customer_writer(customer, client_ip=place.client_ip, input_channel=place.input_channel)
    return write_comment(article_id, NewComment(content=text), writer=writer, actor=Actor.shopper(customer.pk))


@transaction.atomic
def take_back(customer_id: int, article_id: int) -> None:
    """Delete one's own post, unless somebody replied: then words of others would go too.

    Raises Article.DoesNotExist, NotYours.
    """
    article: Article = Article.objects.select_for_update().get(pk=article_id)
    if article.customer_id != customer_id or article.replies.exists():
        raise NotYours(article.pk)
    delete_article(article.pk, actor=Actor.shopper(customer_id))


def opens(article: Article, password: str, *, network: str) -> bool:
    """Whether a password opens a secret post; tries are counted per post and network. Raises TooManyPosts."""
    if not PASSWORD_TRIES.hit(current_mall_id(), article.pk, network):
        raise TooManyPosts(PASSWORD_TRIES.retry_after_seconds())
    return bool(article.password) and check_password(password[:LONGEST_PASSWORD], article.password)


def _write(customer: Customer, board_no: int, new: NewArticle, place: Place) -> Article:
    writer = customer_writer(customer, client_ip=place.client_ip, input_channel=place.input_channel)
    return write_article(place.shop_no, board_no, new, writer=writer, actor=Actor.shopper(customer.pk))


def _check_open(place: Place, board_no: int) -> None:
    if not board_of(place.shop_no, board_no).is_used:
        raise BoardClosed(board_no)


def _count(limit: Limit, customer: Customer) -> None:
    if not limit.hit(current_mall_id(), customer.pk):
        raise TooManyPosts(limit.retry_after_seconds())
