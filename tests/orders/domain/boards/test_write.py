"""Posts, replies, changes and deletions, and what the log keeps of them."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password

from accounts import tenancy
from accounts.audit import history_of
from accounts.models import AuditEntry, AuditPersonal
from orders.domain.boards.change import change_article, delete_article
from orders.domain.boards.comment import CommentsOff, delete_comment
from orders.domain.boards.settings import change_board
from orders.models import Article, BoardNo, Comment
from orders.queries.boards import board_of, boards_of, review_sum, thread_of
from tests.orders.shop import SYSTEM, make_product
from tests.orders.writing import make_article, make_comment

pytestmark = pytest.mark.django_db


def actions_of(row: object) -> list[str]:
    return [entry.action for entry in history_of(row).order_by("id")]


def test_a_post_is_kept_cleaned_and_with_its_writer(inside):
    article = make_article(content="<b>Soft</b><script>x()</script>\r\n", password="1234", rating=4)
    article.refresh_from_db()
    assert article.content == "<b>Soft</b>"
    assert (article.writer, article.writer_email, article.client_ip) == ("Han Jiho", "jiho@example.com", "203.0.113.8")
    assert check_password("1234", article.password)
    assert (article.depth, article.sequence, article.reply_status) == (0, 1, "")
    assert actions_of(article) == ["board.article_written"]


def test_the_log_keeps_nothing_that_a_person_wrote(inside):
    article = make_article(title="My own words")
    change_article(article.pk, {"title": "Other words", "rating": 2}, actor=SYSTEM)
    entry = history_of(article).first()
    assert entry.after == {"rating": 2, "fields": ["title"]}
    kept = str(list(AuditEntry.objects.values_list("before", "after")))
    assert "words" not in kept
    assert "Jiho" not in kept
    assert not AuditPersonal.objects.exists()


def test_a_question_waits_until_the_store_answers_and_again_when_its_only_answer_goes(inside):
    question = make_article(BoardNo.QUESTION)
    assert question.reply_status == "N"
    answer = make_article(BoardNo.QUESTION, by_store=True, parent_id=question.pk, reply_user_id="owner")
    question.refresh_from_db()
    assert (question.reply_status, question.reply_user_id) == ("C", "owner")
    assert (answer.depth, answer.sequence, answer.reply_status, answer.is_by_store) == (1, 1, "", True)
    assert answer.member_id == inside.host
    delete_article(answer.pk, actor=SYSTEM)
    question.refresh_from_db()
    assert question.reply_status == "N"


def test_a_reply_takes_the_secrecy_and_the_product_of_what_it_answers(inside):
    product = make_product()
    question = make_article(BoardNo.QUESTION, is_secret=True, product_id=product.pk)
    answer = make_article(BoardNo.QUESTION, by_store=True, parent_id=question.pk)
    assert (answer.is_secret, answer.product_id) == (True, product.pk)


@pytest.mark.parametrize("where", ["other board", "other shop", "other mall"])
def test_a_reply_to_a_post_elsewhere_is_refused(inside, other_mall, where):
    if where == "other mall":
        with tenancy.mall(other_mall.pk):
            parent = make_article(BoardNo.REVIEW)
    else:
        parent = make_article(BoardNo.QUESTION if where == "other board" else BoardNo.REVIEW)
    if where == "other shop":
        Article.objects.filter(pk=parent.pk).update(shop_no=2)
    with pytest.raises(Article.DoesNotExist):
        make_article(BoardNo.REVIEW, parent_id=parent.pk)


def test_on_a_board_for_secret_posts_shoppers_write_in_secret_and_the_store_does_not_have_to(inside):
    change_board(1, BoardNo.QUESTION, {"is_secret_only": True}, actor=SYSTEM)
    assert make_article(BoardNo.QUESTION).is_secret
    assert not make_article(BoardNo.QUESTION, by_store=True).is_secret


def test_a_deleted_post_takes_replies_and_comments_along_and_each_post_leaves_an_entry(inside):
    article = make_article()
    reply = make_article(by_store=True, parent_id=article.pk)
    deeper = make_article(parent_id=reply.pk)
    make_comment(deeper)
    other = make_article(title="Another")
    assert [row.pk for row in thread_of(article)] == [reply.pk, deeper.pk]
    delete_article(article.pk, actor=SYSTEM)
    delete_article(article.pk, actor=SYSTEM)
    assert list(Article.objects.all()) == [other]
    assert not Comment.objects.exists()
    gone = AuditEntry.objects.filter(action="board.article_deleted").values_list("object_id", flat=True)
    assert sorted(gone) == [article.pk, reply.pk, deeper.pk]


def test_the_same_values_again_leave_no_entry(inside):
    article = make_article(rating=3)
    change_article(article.pk, {"rating": 3, "content": article.content}, actor=SYSTEM)
    assert actions_of(article) == ["board.article_written"]


def test_comments_are_written_answered_and_deleted_with_an_entry_each(inside):
    article = make_article()
    comment = make_comment(article, password="1234")
    answer = make_comment(article, "Thank you", parent_id=comment.pk)
    assert (answer.parent_id, answer.board_no, answer.shop_no) == (comment.pk, BoardNo.REVIEW, 1)
    with pytest.raises(Comment.DoesNotExist):
        make_comment(make_article(), parent_id=comment.pk)
    delete_comment(article.pk, comment.pk, actor=SYSTEM)
    delete_comment(article.pk, comment.pk, actor=SYSTEM)
    assert not Comment.objects.filter(article=article).exists()
    assert actions_of(comment) == ["board.comment_written", "board.comment_deleted"]


def test_a_board_without_comments_takes_none(inside):
    article = make_article()
    change_board(1, BoardNo.REVIEW, {"uses_comments": False}, actor=SYSTEM)
    with pytest.raises(CommentsOff):
        make_comment(article)


def test_a_board_has_a_row_only_once_it_was_changed_and_is_of_one_shop(inside, other_mall):
    assert [board.board_no for board in boards_of(1)] == [1, 4, 6]
    assert board_of(1, BoardNo.REVIEW).pk is None
    for _ in range(2):
        change_board(1, BoardNo.REVIEW, {"name": "후기", "page_size": 10}, actor=SYSTEM)
    board = board_of(1, BoardNo.REVIEW)
    assert (board.title, board.page_size) == ("후기", 10)
    assert actions_of(board) == ["board.changed"]
    assert board_of(2, BoardNo.REVIEW).title == "Product reviews"
    with tenancy.mall(other_mall.pk):
        assert board_of(1, BoardNo.REVIEW).pk is None


def test_the_mean_counts_displayed_rated_reviews_of_the_shop_only(inside, other_mall):
    product = make_product()
    for rating in (5, 4, 4):
        make_article(product_id=product.pk, rating=rating)
    make_article(product_id=product.pk, rating=1, is_displayed=False)
    make_article(product_id=product.pk)
    make_article(BoardNo.QUESTION, product_id=product.pk, rating=1)
    Article.objects.filter(pk=make_article(product_id=product.pk, rating=1).pk).update(shop_no=2)
    found = review_sum(1, product.pk)
    assert (found.count, found.average, found.stars) == (3, 4.3, 4)
    with tenancy.mall(other_mall.pk):
        assert review_sum(1, product.pk).count == 0
