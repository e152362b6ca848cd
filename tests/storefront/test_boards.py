"""Boards as shoppers meet them: reviews and questions of a product, notices, secret posts, writing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts import tenancy
from accounts.models import Mall, Shop
from orders.domain.boards.settings import change_board
from orders.models import Article, BoardNo, Comment, Customer
from tests.factories_catalog import make_product as plain_product
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_product
from tests.orders.writing import make_article, make_comment, make_delivered_order
from tests.storefront.buying import sign_up

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
TYPED = {"title": "Soft", "content": "I wear it every day.", "rating": "4"}


def sign_in(shopper: Client, mall: Mall, member_id: str = "minji") -> Customer:
    """Sign a new customer up, and so in."""
    assert sign_up(shopper, member_id=member_id, email=f"{member_id}@example.com").status_code == 302
    with tenancy.mall(mall.pk):
        return Customer.objects.get(member_id=member_id)


def text_of(shopper: Client, path: str) -> str:
    return shopper.get(path).content.decode()


@pytest.fixture
def product(mall) -> Any:
    with tenancy.mall(mall.pk):
        return make_product()


def test_the_product_page_shows_newest_reviews_with_their_mean_and_the_stores_answer(shopper, mall, product):
    with tenancy.mall(mall.pk):
        for number in range(7):
            review = make_article(product_id=product.pk, rating=5 if number else 2, title=f"Review {number}")
        make_article(by_store=True, parent_id=review.pk, content="Thank you for writing")
        make_article(product_id=product.pk, title="Hidden one", is_displayed=False)
        make_article(title="Of another product", product_id=plain_product().pk)
        make_article(BoardNo.QUESTION, product_id=product.pk, title="Is it warm?")
    page = text_of(shopper, f"/product/x/{product.pk}/")
    assert re.findall(r">Review (\d)<", page) == ["6", "5", "4", "3", "2"]
    assert "4.6" in page
    assert "7개" in page
    assert '"ratingValue": "4.6", "reviewCount": 7' in page
    assert page.count("Thank you for writing") == 1
    assert "Is it warm?" in page
    assert "Hidden one" not in page
    assert "Of another product" not in page
    assert "H***" in page
    assert "Jiho" not in page
    assert "jiho@" not in page


def test_another_malls_and_another_shops_posts_are_not_shown(shopper, mall, other_mall, product):
    with tenancy.mall(other_mall.pk):
        foreign = make_article(title="Of another mall", product_id=make_product().pk)
    with tenancy.mall(mall.pk):
        Article.objects.filter(pk=make_article(title="Of shop 2", product_id=product.pk).pk).update(shop_no=2)
    for path in (f"/product/x/{product.pk}/", "/board/4/", f"/board/4/?product={product.pk}"):
        assert "Of another mall" not in text_of(shopper, path)
        assert "Of shop 2" not in text_of(shopper, path)
    assert shopper.get(f"/board/4/{foreign.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_product_page_costs_the_same_for_any_number_of_posts(
    shopper, mall, product, count, django_assert_num_queries
):
    """Five of its queries are the boards': settings, reviews, questions, answers, the mean."""
    with tenancy.mall(mall.pk):
        for _ in range(count):
            make_article(product_id=product.pk, rating=5)
            make_article(BoardNo.QUESTION, product_id=product.pk)
    with django_assert_num_queries(20):
        shopper.get(f"/product/x/{product.pk}/?fresh=1")


def test_a_board_is_paged_by_time_with_what_is_kept_on_top_first(shopper, mall):
    with tenancy.mall(mall.pk):
        change_board(1, BoardNo.NOTICE, {"page_size": 2, "guide": "Read me"}, actor=SYSTEM)
        make_article(BoardNo.NOTICE, by_store=True, title="Notice kept", is_fixed=True)
        for number in range(5):
            make_article(BoardNo.NOTICE, by_store=True, title=f"Notice {number}")

    def titles(path: str) -> list[str]:
        return re.findall(r"Notice (kept|\d)\s*</a>", text_of(shopper, path))

    assert titles("/board/1/") == ["kept", "4", "3"]
    assert "Read me" in text_of(shopper, "/board/1/")
    older = re.search(r'rel="next"\s+href="(\?before=[^"]+)"', text_of(shopper, "/board/1/"))[1]
    assert titles(f"/board/1/{older}") == ["2", "1"]
    newer = re.search(r'rel="prev"\s+href="(\?after=[^"]+)"', text_of(shopper, f"/board/1/{older}"))[1]
    assert titles(f"/board/1/{newer}") == ["kept", "4", "3"]


def test_a_board_that_is_not_used_is_nowhere(shopper, mall, product):
    with tenancy.mall(mall.pk):
        for board_no in BoardNo.values:
            change_board(1, board_no, {"is_used": False}, actor=SYSTEM)
        article = make_article()
    page = text_of(shopper, f"/product/x/{product.pk}/")
    assert "/board/4/" not in page
    assert "/board/6/" not in page
    assert re.findall(r"/board/\d/", text_of(shopper, "/board/")) == []
    for path in ("/board/4/", f"/board/4/{article.pk}/", "/board/2/"):
        assert shopper.get(path).status_code == 404


def test_an_article_is_counted_and_shows_answers_and_comments_in_full(shopper, mall):
    with tenancy.mall(mall.pk):
        article = make_article(attachments=[{"name": "a.png", "url": "https://x.example/a.png"}])
        reply = make_article(by_store=True, parent_id=article.pk, content="First answer")
        make_article(by_store=True, parent_id=reply.pk, content="Second answer")
        make_comment(article, "A remark")
        make_comment(article, "Secret remark", is_secret=True)
    page = text_of(shopper, f"/board/4/{article.pk}/")
    for shown in ("First answer", "Second answer", "A remark", "https://x.example/a.png", 'rel="nofollow'):
        assert shown in page
    assert "Secret remark" not in page
    shopper.get(f"/board/4/{article.pk}/")
    with tenancy.mall(mall.pk):
        assert Article.objects.get(pk=article.pk).hits == 2


@pytest.mark.parametrize("who", ["stranger", "other customer"])
def test_a_secret_post_is_told_of_and_nothing_more(shopper, mall, product, who):
    with tenancy.mall(mall.pk):
        writer = make_customer("writer")
        article = make_article(
            BoardNo.QUESTION,
            customer=writer,
            title="My size",
            content="I am small",
            is_secret=True,
            product_id=product.pk,
        )
        make_article(BoardNo.QUESTION, by_store=True, parent_id=article.pk, content="Take S")
        make_comment(article, "A remark")
    if who == "other customer":
        sign_in(shopper, mall)
    for path in (f"/product/x/{product.pk}/", "/board/6/", f"/board/6/{article.pk}/"):
        page = text_of(shopper, path)
        assert "비밀글" in page
        for word in ("My size", "I am small", "Take S", "A remark", "Kim", "K***"):
            assert word not in page
    assert shopper.get(f"/board/6/{article.pk}/").status_code == 403
    if who == "other customer":
        assert shopper.post(f"/board/6/{article.pk}/comment/", {"content": "x"}).status_code == 404
        assert shopper.get(f"/board/6/{article.pk}/delete/").status_code == 404


def test_the_writer_reads_a_secret_post_and_no_cache_keeps_it(shopper, mall):
    customer = sign_in(shopper, mall)
    with tenancy.mall(mall.pk):
        article = make_article(BoardNo.QUESTION, customer=customer, title="My size", is_secret=True)
    response = shopper.get(f"/board/6/{article.pk}/")
    assert "My size" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()


def test_a_password_opens_a_secret_post_for_this_one_answer(shopper, mall):
    with tenancy.mall(mall.pk):
        article = make_article(BoardNo.QUESTION, title="My size", is_secret=True, password="1234")
    path = f"/board/6/{article.pk}/"
    wrong = shopper.post(path, {"password": "4321"})
    assert (wrong.status_code, "My size" in wrong.content.decode()) == (422, False)
    assert "My size" in shopper.post(path, {"password": "1234"}).content.decode()
    assert "My size" not in text_of(shopper, path)
    for _ in range(8):
        shopper.post(path, {"password": "4321"})
    assert "My size" not in shopper.post(path, {"password": "1234"}).content.decode()


def test_a_buyer_writes_a_review_from_the_order(shopper, mall, product):
    customer = sign_in(shopper, mall)
    path = f"/board/4/write/?product={product.pk}"
    assert shopper.get(path).status_code == 403
    with tenancy.mall(mall.pk):
        order = make_delivered_order(customer, product)
    assert f'href="{path}"' in text_of(shopper, f"/orders/{order.number}/")
    assert shopper.get(path).status_code == 200
    response = shopper.post(path, TYPED | {"product": str(product.pk)}, follow=True)
    assert "★★★★☆" in response.content.decode()
    with tenancy.mall(mall.pk):
        review = Article.objects.get()
        assert (review.rating, review.product_id, review.order_number) == (4, product.pk, order.number)
        assert (review.customer_id, review.client_ip) == (customer.pk, "127.0.0.1")
    again = shopper.post(path, TYPED | {"product": str(product.pk)})
    assert again.status_code == 422
    with tenancy.mall(mall.pk):
        assert Article.objects.count() == 1


@pytest.mark.parametrize("missing", ["title", "content", "rating"])
def test_a_review_lacks_nothing(shopper, mall, product, missing):
    customer = sign_in(shopper, mall)
    with tenancy.mall(mall.pk):
        make_delivered_order(customer, product)
    response = shopper.post(f"/board/4/write/?product={product.pk}", TYPED | {missing: ""})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [missing]


def test_a_stranger_is_sent_to_log_in_and_back(shopper, product):
    response = shopper.get(f"/board/6/write/?product={product.pk}")
    assert response["Location"] == f"/login/?next=%2Fboard%2F6%2Fwrite%2F%3Fproduct%3D{product.pk}"


def test_a_question_is_asked_in_secret_or_openly_commented_and_taken_back(shopper, mall, product):
    customer = sign_in(shopper, mall)
    asked = {"title": "Size?", "content": "<script>x()</script>Is it large?", "is_secret": "on"}
    shopper.post(f"/board/6/write/?product={product.pk}", asked)
    with tenancy.mall(mall.pk):
        question = Article.objects.get()
        assert (question.is_secret, question.reply_status, question.product_id) == (True, "N", product.pk)
        assert "script" not in question.content
        assert question.customer_id == customer.pk
    path = f"/board/6/{question.pk}/"
    shopper.post(f"{path}comment/", {"content": "And <b>warm</b>?"})
    assert "And <b>warm</b>?" in text_of(shopper, path)
    with tenancy.mall(mall.pk):
        assert Comment.objects.get().article_id == question.pk
    assert "Size?" in text_of(shopper, f"{path}delete/")
    assert shopper.post(f"{path}delete/")["Location"] == "/board/6/"
    with tenancy.mall(mall.pk):
        assert not Article.objects.exists()


def test_a_post_with_an_answer_stays(shopper, mall):
    customer = sign_in(shopper, mall)
    with tenancy.mall(mall.pk):
        question = make_article(BoardNo.QUESTION, customer=customer)
        make_article(BoardNo.QUESTION, by_store=True, parent_id=question.pk)
    shopper.post(f"/board/6/{question.pk}/delete/")
    with tenancy.mall(mall.pk):
        assert Article.objects.count() == 2


def test_after_ten_posts_the_page_says_how_long_to_wait(shopper, mall):
    sign_in(shopper, mall)
    answers = [shopper.post("/board/6/write/", {"title": "?", "content": "?"}).status_code for _ in range(11)]
    assert answers == [302] * 10 + [422]


@pytest.mark.parametrize("path", ["/board/1/write/", "/board/4/write/", "/board/4/write/?product=999999"])
def test_nobody_writes_notices_or_reviews_of_nothing(shopper, mall, path):
    sign_in(shopper, mall)
    assert shopper.get(path).status_code == 404


def test_the_page_of_all_boards_lists_those_in_use_with_their_newest_posts(shopper, mall):
    with tenancy.mall(mall.pk):
        change_board(1, BoardNo.REVIEW, {"is_displayed": False}, actor=SYSTEM)
        for number in range(4):
            make_article(BoardNo.NOTICE, by_store=True, title=f"Notice {number}")
        make_article(BoardNo.QUESTION, title="My size", is_secret=True)
    page = text_of(shopper, "/board/")
    assert re.findall(r"Notice (\d)", page) == ["3", "2", "1"]
    assert "비밀글" in page
    assert "My size" not in page
    assert 'href="/board/4/"' not in page
    assert 'href="/board/"' in text_of(shopper, "/")


def test_boards_speak_the_shops_language(shopper, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="Japan", language="ja", currency="JPY", exchange_rate=9)
    assert "공지사항" in text_of(shopper, "/board/1/")
    assert "お知らせ" in text_of(shopper, "/shop2/board/1/")


def test_a_secret_answer_to_an_open_question_is_nowhere(shopper, mall, product):
    """An app may answer an open question in secret; what stands below that answer is secret with it."""
    with tenancy.mall(mall.pk):
        question = make_article(BoardNo.QUESTION, product_id=product.pk, title="Open question")
        answer = make_article(
            BoardNo.QUESTION, by_store=True, parent_id=question.pk, content="For your eyes", is_secret=True
        )
        make_article(BoardNo.QUESTION, by_store=True, parent_id=answer.pk, content="Your eyes again")
        make_article(BoardNo.QUESTION, by_store=True, parent_id=question.pk, content="For all eyes")
    page = text_of(shopper, f"/board/6/{question.pk}/")
    assert "For all eyes" in page
    for path in (f"/board/6/{question.pk}/", "/board/6/", f"/product/x/{product.pk}/"):
        assert "our eyes" not in text_of(shopper, path)


def test_the_writer_of_a_secret_question_reads_its_answers(shopper, mall):
    customer = sign_in(shopper, mall)
    with tenancy.mall(mall.pk):
        question = make_article(BoardNo.QUESTION, customer=customer, title="Secret", is_secret=True)
        make_article(BoardNo.QUESTION, by_store=True, parent_id=question.pk, content="For your eyes")
    assert "For your eyes" in text_of(shopper, f"/board/6/{question.pk}/")
