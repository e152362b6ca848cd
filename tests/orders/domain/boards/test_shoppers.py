"""Reviews of what was bought, questions, comments, and what is left of a writer who leaves."""

from __future__ import annotations

import pytest

from orders.domain.boards.settings import change_board
from orders.domain.boards.shoppers import (
    BoardClosed,
    NotReviewable,
    NotYours,
    TooManyPosts,
    Words,
    ask_question,
    comment_on,
    opens,
    take_back,
    write_review,
)
from orders.domain.customer_account.change import leave
from orders.models import Article, BoardNo, Comment
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_paid_order, make_product
from tests.orders.writing import HERE, make_article, make_comment, make_delivered_order

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
WORDS = Words(title="Soft", content="Very soft", rating=5)


def test_a_buyer_reviews_each_delivered_order_once(inside):
    customer, product = make_customer(), make_product()
    first, second = (make_delivered_order(customer, product) for _ in range(2))
    reviews = [write_review(customer.pk, product.pk, WORDS, place=HERE) for _ in range(2)]
    assert [review.order_number for review in reviews] == [second.number, first.number]
    assert {(review.member_id, review.rating, review.client_ip) for review in reviews} == {("minji", 5, "203.0.113.7")}
    with pytest.raises(NotReviewable) as refused:
        write_review(customer.pk, product.pk, WORDS, place=HERE)
    assert refused.value.has_bought


@pytest.mark.parametrize("order", ["none", "paid", "of somebody else", "of another product"])
def test_without_a_delivered_order_of_the_product_there_is_nothing_to_review(inside, order):
    customer, product = make_customer(), make_product()
    if order == "paid":
        make_paid_order(product, customer_id=customer.pk, guest_password="")
    if order == "of somebody else":
        make_delivered_order(make_customer("jiho"), product)
    if order == "of another product":
        make_delivered_order(customer, make_product(name="Cup"))
    with pytest.raises(NotReviewable) as refused:
        write_review(customer.pk, product.pk, WORDS, place=HERE)
    assert not refused.value.has_bought
    assert not Article.objects.exists()


def test_anybody_signed_in_asks_and_a_secret_question_stays_secret(inside):
    customer = make_customer()
    question = ask_question(customer.pk, None, Words(title="?", content="When?", is_secret=True), place=HERE)
    assert (question.is_secret, question.reply_status, question.customer_id) == (True, "N", customer.pk)


def test_the_eleventh_post_within_an_hour_is_refused(inside):
    customer = make_customer()
    for _ in range(10):
        ask_question(customer.pk, None, WORDS, place=HERE)
    with pytest.raises(TooManyPosts) as refused:
        ask_question(customer.pk, None, WORDS, place=HERE)
    assert 0 < refused.value.retry_after_seconds <= 3601
    assert Article.objects.count() == 10


def test_a_board_that_is_not_used_takes_no_post(inside):
    customer = make_customer()
    change_board(1, BoardNo.QUESTION, {"is_used": False}, actor=SYSTEM)
    with pytest.raises(BoardClosed):
        ask_question(customer.pk, None, WORDS, place=HERE)


def test_one_takes_back_ones_own_words_only_and_not_those_of_a_thread(inside):
    customer, other = make_customer(), make_customer("jiho")
    own, answered = make_article(customer=customer), make_article(customer=customer)
    make_article(by_store=True, parent_id=answered.pk)
    for article, who in ((own, other), (answered, customer)):
        with pytest.raises(NotYours):
            take_back(who.pk, article.pk)
    take_back(customer.pk, own.pk)
    assert not Article.objects.filter(pk=own.pk).exists()


def test_a_password_opens_a_secret_post_for_ten_tries(inside):
    article = make_article(is_secret=True, password="1234")
    assert opens(article, "1234", network="203.0.113.7")
    assert not opens(make_article(is_secret=True), "", network="203.0.113.7")
    for _ in range(9):
        assert not opens(article, "wrong", network="203.0.113.7")
    with pytest.raises(TooManyPosts):
        opens(article, "1234", network="203.0.113.7")
    assert opens(article, "1234", network="203.0.113.9")


def test_whoever_leaves_is_named_nowhere_and_the_words_stay(inside):
    customer, product = make_customer(), make_product()
    make_delivered_order(customer, product)
    review = write_review(customer.pk, product.pk, WORDS, place=HERE)
    comment = comment_on(customer.pk, make_article().pk, "Same here", place=HERE)
    other = make_comment(review)
    leave(customer.pk)
    review, comment = Article.objects.get(pk=review.pk), Comment.objects.get(pk=comment.pk)
    assert (review.content, comment.content) == ("Very soft", "Same here")
    for row in (review, comment):
        assert (row.customer_id, row.member_id, row.writer, row.client_ip) == (None, "", "", None)
    assert review.writer_email == ""
    assert Comment.objects.get(pk=other.pk).writer == "Han Jiho"
