"""Customers > Boards: lists, one post, replies, hiding, deleting, notices, settings."""

from __future__ import annotations

import re

import pytest

from accounts import tenancy
from accounts.audit import history_of
from accounts.models import Shop
from orders.models import Article, BoardNo, Comment
from orders.queries.boards import board_of
from tests.orders.customers import make_customer
from tests.orders.shop import make_product
from tests.orders.writing import make_article, make_comment, make_delivered_order

pytestmark = pytest.mark.django_db
LIST = "/admin/customers/boards/"


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


def titles(page) -> list[str]:
    return [row["article"].title for row in page.context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Hidden", "Shown"]),
        ("board=6", ["Answered", "Open"]),
        ("board=6&state=waiting", ["Open"]),
        ("board=4&state=hidden", ["Hidden"]),
        ("board=1", []),
        ("board=5", ["Hidden", "Shown"]),
        ("state=nonsense&product=x", ["Hidden", "Shown"]),
        ("product=PRODUCT", ["Shown"]),
        ("product=999999999", []),
        ("board=4&shop=2", ["Of shop 2"]),
    ],
)
def test_the_list_is_narrowed_by_what_its_address_says(owner, mall, other_mall, query, found):
    Shop.objects.create(mall=mall, shop_no=2, name="B", language="en", currency="USD", exchange_rate=1300)
    with tenancy.mall(mall.pk):
        product = make_product()
        make_article(title="Shown", product_id=product.pk)
        make_article(title="Hidden", is_displayed=False)
        make_article(BoardNo.QUESTION, title="Open")
        answered = make_article(BoardNo.QUESTION, title="Answered")
        make_article(BoardNo.QUESTION, by_store=True, parent_id=answered.pk)
        Article.objects.filter(pk=make_article(title="Of shop 2").pk).update(shop_no=2)
    with tenancy.mall(other_mall.pk):
        make_article(title="Of another mall")
    assert titles(owner.get(f"{LIST}?{query.replace('PRODUCT', str(product.pk))}")) == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(owner, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for _ in range(count):
            make_article(product_id=make_product().pk)
    owner.get(LIST)
    with django_assert_num_queries(11):
        owner.get(LIST)


def test_the_list_goes_on_by_time_and_stays_filtered(owner, mall):
    with tenancy.mall(mall.pk):
        for number in range(31):
            make_article(title=f"Post {number}", is_displayed=False)
    first = owner.get(f"{LIST}?board=4&state=hidden")
    assert titles(first)[0] == "Post 30"
    second = owner.get(LIST + first.context["page"].next_url)
    assert titles(second) == ["Post 0"]
    assert "state=hidden" in first.context["page"].next_url


def test_an_empty_board_says_what_to_do_next(owner):
    assert "/admin/customers/boards/notices/new/" in owner.get(f"{LIST}?board=1").content.decode()
    assert "once a product has arrived" in owner.get(LIST).content.decode()


def test_a_post_shows_all_around_it_and_nothing_that_acts(owner, mall):
    with tenancy.mall(mall.pk):
        customer, product = make_customer(), make_product(name="Linen shirt")
        order = make_delivered_order(customer, product)
        article = make_article(
            customer=customer,
            product_id=product.pk,
            order_number=order.number,
            rating=4,
            content="<b>Soft</b><img src=x onerror=x()>",
        )
        Article.objects.filter(pk=article.pk).update(content="<b>Soft</b><script>x()</script>")  # as an import may
        reply = make_article(by_store=True, parent_id=article.pk, content="Thanks")
        make_comment(article, "A <i>remark")
    page = owner.get(f"{LIST}{article.pk}/").content.decode()
    for shown in ("<b>Soft</b>", "★★★★☆", "Linen shirt", "Thanks", f"/admin/orders/{order.number}/", "minji"):
        assert shown in page
    assert "x()" not in page
    assert owner.get(f"{LIST}{reply.pk}/")["Location"] == f"{LIST}{article.pk}/"


def test_an_order_number_that_is_of_no_order_is_no_link(owner, mall):
    with tenancy.mall(mall.pk):
        article = make_article(order_number="from another shop")
    page = owner.get(f"{LIST}{article.pk}/").content.decode()
    assert "from another shop" in page
    assert 'href="/admin/orders/from' not in page


def test_a_reply_answers_the_question_in_the_stores_name(owner, mall):
    with tenancy.mall(mall.pk):
        question = make_article(BoardNo.QUESTION, title="Is it warm?")
    assert owner.post(f"{LIST}{question.pk}/reply/", {"content": " "}).status_code == 422
    owner.post(f"{LIST}{question.pk}/reply/", {"content": "<script>x()</script>Very."})
    with tenancy.mall(mall.pk):
        question.refresh_from_db()
        reply = question.replies.get()
        assert (question.reply_status, question.reply_user_id) == ("C", mall.host)
        assert (reply.title, reply.content, reply.writer, reply.is_by_store) == (
            "Re: Is it warm?",
            "Very.",
            mall.name,
            True,
        )
        assert history_of(reply).get().actor_kind == "operator"


def test_a_post_is_hidden_and_shown_again(owner, mall):
    with tenancy.mall(mall.pk):
        article = make_article()
    for shown in ("0", "0", "1"):
        owner.post(f"{LIST}{article.pk}/display/", {"shown": shown})
        with tenancy.mall(mall.pk):
            assert Article.objects.get(pk=article.pk).is_displayed == (shown == "1")
    with tenancy.mall(mall.pk):
        assert history_of(article).count() == 3  # written, hidden, shown


def test_posts_replies_and_comments_are_deleted(owner, mall):
    with tenancy.mall(mall.pk):
        article = make_article(BoardNo.QUESTION)
        reply = make_article(BoardNo.QUESTION, by_store=True, parent_id=article.pk)
        comment = make_comment(article)
    response = owner.post(f"{LIST}{article.pk}/comments/{comment.pk}/delete/")
    assert response["Location"] == f"{LIST}{article.pk}/"
    assert owner.post(f"{LIST}{reply.pk}/delete/")["Location"] == f"{LIST}{article.pk}/"
    assert owner.post(f"{LIST}{article.pk}/delete/")["Location"] == f"{LIST}?board=6"
    with tenancy.mall(mall.pk):
        assert not Article.objects.exists()
        assert not Comment.objects.exists()


def test_a_notice_is_written_and_changed(owner, mall, shopper):
    typed = {"title": "Closed on Monday", "content": "We rest.\n\nSee you.", "is_fixed": "on"}
    response = owner.post(f"{LIST}notices/new/", typed)
    with tenancy.mall(mall.pk):
        notice = Article.objects.get()
    assert response["Location"] == f"{LIST}{notice.pk}/"
    assert (notice.board_no, notice.is_notice, notice.is_fixed, notice.is_by_store) == (
        BoardNo.NOTICE,
        True,
        True,
        True,
    )
    assert "Closed on Monday" in shopper.get("/board/1/").content.decode()
    owner.post(f"{LIST}{notice.pk}/edit/", typed | {"title": "Open on Monday", "is_fixed": ""})
    with tenancy.mall(mall.pk):
        notice.refresh_from_db()
        assert (notice.title, notice.is_fixed) == ("Open on Monday", False)
    assert owner.post(f"{LIST}notices/new/", typed | {"content": "<script>x()</script>"}).status_code == 422


def test_words_of_a_shopper_are_not_edited(owner, mall):
    with tenancy.mall(mall.pk):
        article = make_article()
    assert owner.get(f"{LIST}{article.pk}/edit/").status_code == 404
    assert owner.post(f"{LIST}{article.pk}/edit/", {"title": "x", "content": "x"}).status_code == 404


def test_a_board_is_set_up(owner, mall):
    page = owner.get(f"{LIST}settings/6/").content.decode()
    assert re.search(r'name="is_secret_only"', page)
    typed = {"name": "묻고 답하기", "guide": "", "is_used": "on", "is_secret_only": "on", "page_size": "10"}
    assert owner.post(f"{LIST}settings/6/", typed | {"product_page_size": "51"}).status_code == 422
    owner.post(f"{LIST}settings/6/", typed | {"product_page_size": "10"})
    with tenancy.mall(mall.pk):
        board = board_of(1, BoardNo.QUESTION)
        assert (board.title, board.is_secret_only, board.is_displayed, board.page_size) == (
            "묻고 답하기",
            True,
            False,
            10,
        )
        assert history_of(board).count() == 1
    assert owner.get(f"{LIST}settings/5/").status_code == 404


def test_another_malls_posts_are_not_there(owner, other_mall):
    with tenancy.mall(other_mall.pk):
        article = make_article(by_store=True)
        comment = make_comment(article)
    assert owner.get(f"{LIST}{article.pk}/").status_code == 404
    for path in ("reply/", "display/", "delete/", "edit/", f"comments/{comment.pk}/delete/"):
        assert owner.post(f"{LIST}{article.pk}/{path}", {"content": "x", "shown": "0"}).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert (Article.objects.get().is_displayed, Comment.objects.count()) == (True, 1)


@pytest.mark.parametrize(("who", "status"), [("operator_with_customers", 200), ("operator_with_orders", 403)])
def test_boards_need_the_customers_menu(client, cast, who, status):
    cast.sign_in(client, who)
    for path in ("", "notices/new/", "settings/4/"):
        assert client.get(LIST + path).status_code == status
