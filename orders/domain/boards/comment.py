"""Comment on a post, or delete a comment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.boards.write import Writer
from orders.models import Article, Comment
from orders.queries.boards import board_of


class CommentsOff(Exception):
    """The board takes no comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """What is written below a post; `parent_id` makes it an answer to another comment."""

    content: str
    parent_id: int | None = None
    rating: int = 0
    is_secret: bool = False
    password: str = ""
    attachments: list[dict[str, str]] = field(default_factory=list)
    created_at: dt.datetime | None = None


@transaction.atomic
def write_comment(article_id: int, new: NewComment, *, writer: Writer, actor: Actor) -> Comment:
    """Add a comment, plain text. Raises Article.DoesNotExist, Comment.DoesNotExist for a parent, CommentsOff."""
    article: Article = Article.objects.get(pk=article_id)
    if not board_of(article.shop_no, article.board_no).uses_comments:
        raise CommentsOff(article.board_no)
    parent = Comment.objects.get(pk=new.parent_id, article=article) if new.parent_id is not None else None
    comment: Comment = Comment.objects.create(
        article=article,
        shop_no=article.shop_no,
        board_no=article.board_no,
        parent=parent,
        content=new.content.replace("\r\n", "\n").strip(),
        rating=new.rating,
        is_secret=new.is_secret,
        password=make_password(new.password) if new.password else "",
        attachments=new.attachments,
        created_at=new.created_at or timezone.now(),
        customer_id=writer.customer_id,
        member_id=writer.member_id,
        is_by_store=writer.is_by_store,
        writer=writer.name,
        client_ip=writer.client_ip,
        input_channel=writer.input_channel,
    )
    record("board.comment_written", comment, actor=actor, after=_facts(comment))
    return comment


@transaction.atomic
def delete_comment(article_id: int, comment_id: int, *, actor: Actor) -> None:
    """Delete a comment and the answers to it. A second call does nothing."""
    comment = Comment.objects.select_for_update().filter(pk=comment_id, article_id=article_id).first()
    if comment is not None:
        record("board.comment_deleted", comment, actor=actor, before=_facts(comment))
        comment.delete()


def _facts(comment: Comment) -> dict[str, int]:
    return {"shop_no": comment.shop_no, "board_no": comment.board_no, "article_id": comment.article_id}
