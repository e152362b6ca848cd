"""Write a post or a reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import Shop
from accounts.shop_hosts import forget_mall_pages
from catalog.description import cleaned
from orders.models import Article, BoardNo, Customer, InputChannel
from orders.queries.boards import board_of

Status = Article.ReplyStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes, as it is kept with the post."""

    name: str
    email: str = ""
    nick_name: str = ""
    member_id: str = ""
    customer_id: int | None = None
    is_by_store: bool = False
    client_ip: str | None = None
    input_channel: str = InputChannel.PC


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """What is written. `parent_id` makes it a reply; `reply_status` is what it makes of the post it replies to."""

    title: str
    content: str
    parent_id: int | None = None
    product_id: int | None = None
    order_number: str = ""
    rating: int = 0
    is_secret: bool = False
    password: str = ""
    is_notice: bool = False
    is_fixed: bool = False
    is_displayed: bool = True
    reply_status: str = ""
    reply_user_id: str = ""
    attachments: list[dict[str, str]] = field(default_factory=list)
    app_values: dict[str, Any] = field(default_factory=dict)
    created_at: dt.datetime | None = None


def customer_writer(customer: Customer, *, client_ip: str | None, input_channel: str = InputChannel.PC) -> Writer:
    """A signed-in customer as a writer."""
    return Writer(
        name=customer.name,
        email=customer.email,
        member_id=customer.member_id,
        customer_id=customer.pk,
        client_ip=client_ip,
        input_channel=input_channel,
    )


def store_writer(shop: Shop, *, client_ip: str | None = None) -> Writer:
    """The store as a writer: its name, and the mall's ID where customers have theirs, as Cafe24 does."""
    return Writer(name=shop.title[:100], member_id=shop.mall.host, is_by_store=True, client_ip=client_ip)


@transaction.atomic
def write_article(shop_no: int, board_no: int, new: NewArticle, *, writer: Writer, actor: Actor) -> Article:
    """Put a post on a board. What is HTML in it is cleaned; passwords are kept as hashes.

    A reply to a secret post is secret, and answers the post: its `reply_status` becomes the one given, else
    "answered" where it waited. A post of a shopper on a board for secret posts is secret whatever it says.
    Raises Article.DoesNotExist for a parent that is not on this board.
    """
    parent = _locked_parent(shop_no, board_no, new.parent_id)
    article: Article = Article.objects.create(
        shop_no=shop_no,
        board_no=board_no,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        sequence=Article.objects.filter(parent=parent).count() + 1 if parent else 1,
        product_id=new.product_id or (parent.product_id if parent else None),
        order_number=new.order_number,
        title=new.title.strip(),
        content=cleaned(new.content.replace("\r\n", "\n").strip()),
        rating=new.rating,
        is_secret=_is_secret(shop_no, board_no, new, parent, writer),
        password=make_password(new.password) if new.password else "",
        is_notice=new.is_notice,
        is_fixed=new.is_fixed,
        is_displayed=new.is_displayed,
        reply_status=new.reply_status or _first_status(board_no, new, writer),
        reply_user_id=new.reply_user_id,
        attachments=new.attachments,
        app_values=new.app_values,
        created_at=new.created_at or timezone.now(),
        **_kept_of(writer),
    )
    record("board.article_written", article, actor=actor, after=facts_of(article))
    if parent is not None:
        _answer(parent, article, new)
    forget_mall_pages()
    return article


def facts_of(article: Article) -> dict[str, Any]:
    """What the log keeps of a post: nothing that a person wrote or is."""
    facts = {
        "shop_no": article.shop_no,
        "board_no": article.board_no,
        "parent_id": article.parent_id,
        "product_id": article.product_id,
    }
    return facts | {"rating": article.rating} if article.rating else facts


def _kept_of(writer: Writer) -> dict[str, Any]:
    return {
        "customer_id": writer.customer_id,
        "member_id": writer.member_id,
        "is_by_store": writer.is_by_store,
        "writer": writer.name,
        "writer_email": writer.email,
        "nick_name": writer.nick_name,
        "client_ip": writer.client_ip,
        "input_channel": writer.input_channel,
    }


def _locked_parent(shop_no: int, board_no: int, parent_id: int | None) -> Article | None:
    if parent_id is None:
        return None
    parent: Article = Article.objects.on(shop_no, board_no).select_for_update().get(pk=parent_id)
    return parent


def _is_secret(shop_no: int, board_no: int, new: NewArticle, parent: Article | None, writer: Writer) -> bool:
    if parent is not None:
        return parent.is_secret or new.is_secret
    if new.is_secret or writer.is_by_store:
        return new.is_secret
    return board_of(shop_no, board_no).is_secret_only


def _first_status(board_no: int, new: NewArticle, writer: Writer) -> str:
    """Questions of shoppers wait for an answer."""
    is_question = board_no == BoardNo.QUESTION and new.parent_id is None and not writer.is_by_store
    return Status.WAITING if is_question and not new.is_notice else Status.NONE


def _answer(parent: Article, reply: Article, new: NewArticle) -> None:
    if new.reply_status or parent.reply_status:
        parent.reply_status = new.reply_status or Status.ANSWERED
        parent.reply_user_id = reply.reply_user_id or parent.reply_user_id
        parent.save(update_fields=["reply_status", "reply_user_id", "updated_at"])
