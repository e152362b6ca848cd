"""Change, hide or delete a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.description import cleaned
from orders.domain.boards.write import facts_of
from orders.models import Article
from orders.queries.boards import thread_of

WORDS: Final = ("title", "content", "attachments", "app_values")
STATES: Final = ("rating", "is_secret", "is_notice", "is_fixed", "is_displayed", "reply_status")


@transaction.atomic
def change_article(article_id: int, values: Mapping[str, Any], *, actor: Actor) -> Article:
    """Set those of WORDS and STATES that are given; what is HTML in the text is cleaned.

    The log names the words that changed, not what they were. The same values again change nothing.
    Raises Article.DoesNotExist.
    """
    article: Article = Article.objects.select_for_update().get(pk=article_id)
    wanted = {name: values[name] for name in (*WORDS, *STATES) if name in values}
    if "content" in wanted:
        wanted["content"] = cleaned(wanted["content"].replace("\r\n", "\n").strip())
    before, after = changes({name: getattr(article, name) for name in wanted}, wanted)
    if not after:
        return article
    for name, value in after.items():
        setattr(article, name, value)
    article.save(update_fields=[*after, "updated_at"])
    words = sorted(set(after) & set(WORDS))
    record(
        "board.article_changed",
        article,
        actor=actor,
        before={name: before[name] for name in STATES if name in before},
        after={name: after[name] for name in STATES if name in after} | ({"fields": words} if words else {}),
    )
    forget_mall_pages()
    return article


@transaction.atomic
def delete_article(article_id: int, *, actor: Actor) -> None:
    """Delete a post with its replies and comments; each post leaves an entry. A second call does nothing.

    A question that loses its only answer waits for one again.
    """
    article: Article | None = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        return
    for gone in [*reversed(thread_of(article)), article]:
        record("board.article_deleted", gone, actor=actor, before=facts_of(gone))
    parent = article.parent
    article.delete()
    if parent is not None and parent.reply_status == Article.ReplyStatus.ANSWERED and not parent.replies.exists():
        parent.reply_status = Article.ReplyStatus.WAITING
        parent.save(update_fields=["reply_status", "updated_at"])
    forget_mall_pages()
