"""Posts and comments of boards: written, changed, deleted.

The contract names the events (section 3); `no`, `has_parent` and who wrote are as Cafe24's public samples have them,
and what a list shows of the row is added. A secret post is told of without its words, and without who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from accounts.models import AuditEntry
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, mall_part, one, shop_of_entry
from developer_center.wire import moment, tf
from orders.models import Article, Comment


def about_article(article_id: int) -> str:
    return f"article:{article_id}"


def article_written(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _article_event(on.ARTICLE_WRITTEN, entry)


def article_changed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _article_event(on.ARTICLE_CHANGED, entry)


def article_deleted(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    number = int(entry.object_id or 0)
    resource = mall_part(shop_of_entry(entry)) | {"board_no": entry.before["board_no"], "no": number}
    yield Event(on.ARTICLE_DELETED, about_article(number), resource)


def comment_written(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    comment = Comment.objects.select_related("article").filter(pk=entry.object_id or 0).first()
    if comment is not None:
        resource = mall_part(comment.shop_no) | comment_part(comment)
        yield Event(on.COMMENT_WRITTEN, about_article(comment.article_id), resource)


def comment_deleted(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    before = entry.before
    resource = mall_part(shop_of_entry(entry)) | {
        "board_no": before["board_no"],
        "article_no": before["article_id"],
        "comment_no": int(entry.object_id or 0),
    }
    yield Event(on.COMMENT_DELETED, about_article(before["article_id"]), resource)


def article_part(article: Article) -> Resource:
    """A post as its event shows it."""
    is_secret = article.is_secret
    return {
        "board_no": article.board_no,
        "no": article.pk,
        "has_parent": tf(article.parent_id),
        "parent_article_no": article.parent_id,
        "product_no": article.product_id,
        "order_id": article.order_number,
        "member_id": "" if is_secret else article.member_id,
        "writer": "" if is_secret else article.writer,
        "title": "" if is_secret else article.title,
        "content": "" if is_secret else article.content,
        "rating": article.rating,
        "secret": tf(is_secret),
        "display": tf(article.is_displayed),
        "reply_status": article.reply_status,
        "created_date": moment(article.created_at),
    }


def comment_part(comment: Comment) -> Resource:
    """A comment as its event shows it; `member_id` and `writer` are those of the post."""
    is_secret = comment.is_secret or comment.article.is_secret
    return {
        "board_no": comment.board_no,
        "article_no": comment.article_id,
        "comment_no": comment.pk,
        "member_id": "" if is_secret else comment.article.member_id,
        "writer": "" if is_secret else comment.article.writer,
        "comment_member_id": "" if is_secret else comment.member_id,
        "comment_writer": "" if is_secret else comment.writer,
        "content": "" if is_secret else comment.content,
        "rating": comment.rating,
        "secret": tf(is_secret),
        "created_date": moment(comment.created_at),
    }


def _article_event(number: int, entry: AuditEntry) -> Iterator[Event]:
    article = Article.objects.filter(pk=entry.object_id or 0).first()
    if article is not None:
        yield Event(number, about_article(article.pk), mall_part(article.shop_no) | article_part(article))


SOURCES: Final = {
    "board.article_written": one(on.ARTICLE_WRITTEN, article_written),
    "board.article_changed": one(on.ARTICLE_CHANGED, article_changed),
    "board.article_deleted": one(on.ARTICLE_DELETED, article_deleted),
    "board.comment_written": one(on.COMMENT_WRITTEN, comment_written),
    "board.comment_deleted": one(on.COMMENT_DELETED, comment_deleted),
}
