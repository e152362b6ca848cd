"""Boards, posts and comments through the API (scope group community; wire contract 2.2, 2.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password

from accounts import tenancy
from accounts.audit import history_of
from accounts.models import Mall
from orders.domain.boards.settings import change_board
from orders.models import Article, BoardNo, Comment
from orders.queries.boards import board_of
from tests.developer_center.api.conftest import Api
from tests.factories_apps import install, make_token
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_product
from tests.orders.writing import make_article, make_comment

pytestmark = pytest.mark.django_db
REVIEWS = "boards/4/articles"
POST = {"writer": "Han Jiho", "title": "Soft", "content": "Very soft", "client_ip": "203.0.113.8"}


def articles(api: Api, board_no: int = 4, **query: Any) -> list[dict[str, Any]]:
    return api.get(f"boards/{board_no}/articles", query).json()["articles"]


def test_every_shop_has_its_three_boards(api, mall):
    with tenancy.mall(mall.pk):
        change_board(1, BoardNo.NOTICE, {"name": "News"}, actor=SYSTEM)
        change_board(2, BoardNo.REVIEW, {"name": "Other shop"}, actor=SYSTEM)
    rows = api.get("boards").json()["boards"]
    assert [(row["board_no"], row["board_type"], row["board_name"]) for row in rows] == [
        (1, 1, "News"),
        (4, 5, "Product reviews"),
        (6, 5, "Product Q&A"),
    ]
    assert rows[1]["write_permission_extra"] == {"is_member_buy": "T", "member_write_after": "shipend_date"}
    assert api.get("boards/4").json()["board"] == rows[1]
    assert api.get("boards/5").status_code == 404


def test_a_board_is_set_up_and_the_same_again_is_409(api, mall, other_mall):
    change = {"board_name": "후기", "use_comment": "F", "page_size": 30, "product_page_size": 10, "board_guide": "Hi"}
    row = api.put("boards/4", change).json()["board"]
    assert {name: row[name] for name in change} == change
    assert api.get("boards/4").json()["board"] == row
    assert api.put("boards/4", change).status_code == 409
    with tenancy.mall(mall.pk):
        assert history_of(board_of(1, BoardNo.REVIEW)).get().actor_kind == "app"
    with tenancy.mall(other_mall.pk):
        assert board_of(1, BoardNo.REVIEW).pk is None


@pytest.mark.parametrize(
    ("change", "field"),
    [({"page_size": 100}, "page_size"), ({"use_board": "Y"}, "use_board"), ({"board_name": ""}, "board_name")],
)
def test_a_board_takes_no_wrong_values(api, change, field):
    response = api.put("boards/4", change)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")


def test_posts_are_written_ten_at_once_and_read_back(api, mall):
    with tenancy.mall(mall.pk):
        product, customer = make_product(), make_customer()
    full = POST | {
        "product_no": product.pk,
        "order_id": "20261123-0000001",
        "rating": 4,
        "member_id": "MINJI",
        "writer_email": "minji@example.com",
        "nick_name": "mj",
        "secret": "T",
        "password": "1234",
        "fixed": "T",
        "input_channel": "M",
        "created_date": "2026-03-01T09:30:00+09:00",
        "naverpay_review_id": "9100000001",
        "sales_channel": "smartstore",
        "board_category_no": 3,
        "attach_file_urls": [{"name": "a.png", "url": "https://img.example.com/a.png"}],
    }
    response = api.call("POST", REVIEWS, body={"shop_no": 1, "requests": [full, *[POST] * 9]})
    written = response.json()["articles"]
    assert (response.status_code, len(written)) == (201, 10)
    same = {"content", "title", "writer", "nick_name", "order_id", "created_date", "naverpay_review_id", "product_no"}
    same |= {"sales_channel", "board_category_no", "rating", "secret", "fixed", "input_channel", "writer_email"}
    assert {name: written[0][name] for name in same} == {name: full[name] for name in same}
    assert written[0]["attached_file_detail"][0]["source"] == "a.png"
    (row,) = articles(api, article_no=written[0]["article_no"])
    assert row["attach_file_urls"] == [{"no": 1, **full["attach_file_urls"][0]}]
    assert {name: row[name] for name in same} == {name: full[name] for name in same}
    assert (row["parent_article_no"], row["reply_depth"], row["display"], row["deleted"]) == (None, 0, "T", "F")
    with tenancy.mall(mall.pk):
        kept = Article.objects.get(pk=row["article_no"])
        assert check_password("1234", kept.password)
        assert kept.customer_id == customer.pk
        assert history_of(kept).get().actor_kind == "app"
    assert "1234" not in response.content.decode()


@pytest.mark.parametrize("missing", ["writer", "title", "content", "client_ip"])
def test_a_post_without_one_of_its_four_values_is_refused(api, mall, missing):
    response = api.post(REVIEWS, {name: value for name, value in POST.items() if name != missing})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{missing})")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"product_no": 999_999}, "product_no"),
        ({"reply_article_no": 999_999}, "reply_article_no"),
        ({"rating": 6}, "rating"),
        ({"client_ip": "nowhere"}, "client_ip"),
        ({"attach_file_urls": [{"name": "x", "url": "javascript:x()"}]}, "attach_file_urls.url"),
    ],
)
def test_a_wrong_entry_undoes_the_whole_batch(api, mall, other_mall, more, field):
    response = api.call("POST", REVIEWS, body={"requests": [POST, POST | more]})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    with tenancy.mall(mall.pk):
        assert not Article.objects.exists()


def test_eleven_posts_are_too_many_and_another_malls_product_is_unknown(api, mall, other_mall):
    assert api.call("POST", REVIEWS, body={"requests": [POST] * 11}).status_code == 422
    with tenancy.mall(other_mall.pk):
        product = make_product()
    assert api.post(REVIEWS, POST | {"product_no": product.pk}).status_code == 422


def test_a_reply_as_the_store_answers_the_question(api, mall):
    with tenancy.mall(mall.pk):
        question = make_article(BoardNo.QUESTION)
    reply = POST | {
        "reply_article_no": question.pk,
        "member_id": mall.host,
        "reply_user_id": "agent",
        "reply_status": "P",
    }
    (written,) = api.post("boards/6/articles", reply).json()["articles"]
    assert (written["parent_article_no"], written["reply_depth"], written["writer"]) == (question.pk, 1, mall.name)
    (row,) = articles(api, 6, article_no=question.pk)
    assert (row["reply_status"], row["reply"], row["reply_user_id"]) == ("P", "F", "agent")
    api.post("boards/6/articles", POST | {"reply_article_no": question.pk})
    (row,) = articles(api, 6, article_no=question.pk)
    assert (row["reply_status"], row["reply"]) == ("C", "T")
    assert articles(api, 6, reply_status="N") == []


def test_the_list_filters(api, mall):
    with tenancy.mall(mall.pk):
        product = make_product(name="Linen shirt")
        plain = make_article(title="Plain", created_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
        bound = make_article(title="Bound", product_id=product.pk, content="Blue")
        fixed = make_article(title="Fixed", is_fixed=True, attachments=[{"name": "a", "url": "https://x.example/a"}])
        hidden = make_article(title="Hidden", is_displayed=False, is_notice=True)
        make_comment(bound)
        Article.objects.filter(pk=make_article().pk).update(shop_no=2)
        make_article(BoardNo.QUESTION)

    def found(**query: Any) -> list[str]:
        return [row["title"] for row in articles(api, **query)]

    assert found() == ["Hidden", "Fixed", "Bound", "Plain"]
    assert found(article_no=f"{plain.pk},{hidden.pk}") == ["Hidden", "Plain"]
    assert found(product_no=product.pk) == ["Bound"]
    assert found(has_product="F", is_display="T") == ["Fixed", "Plain"]
    assert found(comment="T") == ["Bound"]
    assert found(comment="F", is_notice="F") == ["Fixed", "Plain"]
    assert found(attached_file="T") == ["Fixed"]
    assert found(article_type="fixed,notice") == ["Hidden", "Fixed"]
    assert found(article_type="normal") == ["Bound", "Plain"]
    assert len(found(article_type="all,fixed")) == 4
    assert found(search="subject", keyword="pla") == ["Plain"]
    assert found(search="content", keyword="blue") == ["Bound"]
    assert found(search="product", keyword="linen") == ["Bound"]
    assert found(start_date="2026-01-01", end_date="2026-01-31") == ["Plain"]
    assert found(supplier_id="nobody") == []
    assert fixed.pk in [row["article_no"] for row in articles(api)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"start_date": "2026-01-01"}, "end_date"),
        ({"start_date": "2024-01-01", "end_date": "2026-01-01"}, "end_date"),
        ({"search": "subject"}, "keyword"),
        ({"article_type": "loud"}, "article_type"),
        ({"limit": "101"}, "limit"),
        ({"offset": "8001"}, "offset"),
    ],
)
def test_wrong_filters_are_told(api, query, field):
    response = api.get(REVIEWS, query)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")


def test_the_list_has_page_links_and_newest_first(api, mall):
    with tenancy.mall(mall.pk):
        made = [make_article().pk for _ in range(5)]
    answer = api.get(REVIEWS, {"limit": 2, "offset": 2}).json()
    assert [row["article_no"] for row in answer["articles"]] == made[::-1][2:4]
    assert [link["rel"] for link in answer["links"]] == ["next", "prev"]
    assert f"{mall.host}." in answer["links"][0]["href"]
    assert "offset=4" in answer["links"][0]["href"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_query_after_the_door(api, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for _ in range(count):
            make_article()
    api.get(REVIEWS)
    with django_assert_num_queries(6):  # the caller; savepoint, mall, its return and release; the posts
        assert len(articles(api)) == count


def test_a_post_is_changed_and_read_back(api, mall):
    with tenancy.mall(mall.pk):
        article = make_article(attachments=[{"name": "a", "url": "https://x.example/a"}])
    change = {
        "title": "New",
        "content": "<b>x</b><script>y</script>",
        "rating": 2,
        "display": "F",
        "sales_channel": "ss",
    }
    files = {"attach_file_url1": "", "attach_file_url2": "https://x.example/b.png"}
    row = api.put(f"{REVIEWS}/{article.pk}", change | files).json()["article"]
    assert (row["title"], row["content"], row["rating"], row["display"]) == ("New", "<b>x</b>", 2, "F")
    assert (row["sales_channel"], row["attached_file_urls"][0]["name"]) == ("ss", "b.png")
    (read,) = articles(api, article_no=article.pk)
    assert (read["title"], read["attach_file_urls"]) == ("New", row["attached_file_urls"])
    assert api.put(f"{REVIEWS}/{article.pk}", {"rating": 0}).status_code == 422
    assert api.put(f"boards/6/articles/{article.pk}", {"rating": 1}).status_code == 404


def test_a_post_and_a_comment_are_deleted_once(api, mall):
    with tenancy.mall(mall.pk):
        article = make_article()
        comment = make_comment(article)
    path = f"{REVIEWS}/{article.pk}"
    gone = api.delete(f"{path}/comments/{comment.pk}").json()["comment"]
    assert gone == {"shop_no": 1, "board_no": 4, "article_no": article.pk, "comment_no": comment.pk}
    assert api.delete(f"{path}/comments/{comment.pk}").status_code == 404
    assert api.delete(path).json()["article"] == {"shop_no": 1, "board_no": 4, "article_no": article.pk}
    assert api.delete(path).status_code == 404


def test_comments_are_written_and_read_back(api, mall):
    with tenancy.mall(mall.pk):
        article = make_article()
    path = f"{REVIEWS}/{article.pk}/comments"
    first = api.post(path, {"content": "Nice", "writer": "Han", "password": "1234", "rating": 3, "secret": "T"})
    assert first.status_code == 201
    row = first.json()["comment"]
    assert (row["content"], row["rating"], row["secret"], row["parent_comment_no"]) == ("Nice", 3, "T", None)
    answer = {"content": "Thanks", "writer": "x", "password": "1", "member_id": mall.host}
    second = api.post(path, answer | {"parent_comment_no": row["comment_no"]}).json()["comment"]
    assert (second["writer"], second["parent_comment_no"]) == (mall.name, row["comment_no"])
    assert api.get(path).json()["comments"] == [row, second]
    assert api.get(path, {"comment_no": second["comment_no"]}).json()["comments"] == [second]
    assert api.get("boards/4/comments", {"since_comment_no": row["comment_no"]}).json()["comments"] == [second]
    assert api.get("boards/6/comments").json()["comments"] == []
    with tenancy.mall(mall.pk):
        assert check_password("1234", Comment.objects.get(pk=row["comment_no"]).password)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": ""}, "password"),
        ({"content": ""}, "content"),
        ({"parent_comment_no": 999_999}, "parent_comment_no"),
    ],
)
def test_a_comment_takes_no_wrong_values(api, mall, change, field):
    with tenancy.mall(mall.pk):
        article = make_article()
    comment = {"content": "Nice", "writer": "Han", "password": "1234"} | change
    response = api.post(f"{REVIEWS}/{article.pk}/comments", comment)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")


def test_a_board_without_comments_takes_none(api, mall):
    with tenancy.mall(mall.pk):
        article = make_article()
        change_board(1, BoardNo.REVIEW, {"uses_comments": False}, actor=SYSTEM)
    comment = {"content": "Nice", "writer": "Han", "password": "1234"}
    assert api.post(f"{REVIEWS}/{article.pk}/comments", comment).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_comments_cost_two_queries_after_the_door(api, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        article = make_article()
        for _ in range(count):
            make_comment(article)
    path = f"{REVIEWS}/{article.pk}/comments"
    api.get(path)
    with django_assert_num_queries(7):
        assert len(api.get(path).json()["comments"]) == count


def test_another_malls_posts_and_comments_are_nowhere(api, mall, other_mall):
    with tenancy.mall(other_mall.pk):
        article = make_article()
        comment = make_comment(article)
    path = f"{REVIEWS}/{article.pk}"
    assert articles(api) == []
    assert api.get("boards/4/comments").json()["comments"] == []
    assert api.get(f"{path}/comments").status_code == 404
    assert api.put(path, {"title": "x"}).status_code == 404
    assert api.delete(path).status_code == 404
    assert api.post(f"{path}/comments", {"content": "x", "writer": "x", "password": "x"}).status_code == 404
    assert api.delete(f"{path}/comments/{comment.pk}").status_code == 404
    assert api.post(REVIEWS, POST | {"reply_article_no": article.pk}).status_code == 422
    with tenancy.mall(other_mall.pk):
        assert Article.objects.get().title == article.title
        assert Comment.objects.count() == 1


def test_reading_needs_read_community_and_writing_needs_write_community(mall: Mall):
    installation = install(mall)
    reader = Api(mall, make_token(installation, scopes=["mall.read_community"]))
    other = Api(mall, make_token(installation, scopes=["mall.read_product"]))
    assert reader.get("boards").status_code == 200
    assert reader.post(REVIEWS, POST).status_code == 404
    assert other.get(REVIEWS).status_code == 404
    with tenancy.mall(mall.pk):
        assert not Article.objects.exists()


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31T23:59:59-10:00"])
def test_a_post_of_a_time_that_cannot_be_read_back_is_refused(api, moment):
    """PostgreSQL would keep it, and no page of the board could be shown any more."""
    answer = api.post("boards/6/articles", POST | {"created_date": moment})
    assert answer.status_code == 422
    assert "created_date" in answer.json()["error"]["message"]
