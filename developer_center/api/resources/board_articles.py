"""Posts of boards (scope group community). Shapes: not in our contract (C); after Cafe24's public manual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Shop
from accounts.shop_hosts import forgetting_once
from catalog.models import Product
from developer_center.api.call import Call, Page
from developer_center.api.errors import found, refusing, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.resources.board_fields import ArticleFilters, ChangedArticleFields, NewArticleFields
from developer_center.api.resources.board_rows import (
    CHANGED_ARTICLE,
    LISTED_ARTICLE,
    WRITTEN_ARTICLE,
    changed_row,
    listed_row,
    written_row,
)
from developer_center.api.resources.boards import known_board
from orders.domain.boards.change import change_article, delete_article
from orders.domain.boards.write import NewArticle, Writer, store_writer, write_article
from orders.models import Article, Comment, Customer

PAGES: Final = Paging(most=100, offset_most=8000, links=True)
KEPT_FOR_APPS: Final = ("category_no", "board_category_no", "reply_mail", "naverpay_review_id", "sales_channel")
SEARCHED: Final = {
    "subject": "title__icontains",
    "content": "content__icontains",
    "writer_name": "writer__icontains",
    "product": "product__name__icontains",
    "member_id": "member_id",
}
KIND_OF: Final = {
    "normal": Q(is_notice=False, is_fixed=False),
    "notice": Q(is_notice=True),
    "fixed": Q(is_fixed=True),
}
NONE: Final = Q(pk__in=[])
# name of a filter -> the condition that a value of it makes
FILTERS: Final[Mapping[str, Callable[[Any], Q]]] = {
    "article_no": lambda numbers: Q(pk__in=numbers),
    "board_category_no": lambda number: Q(app_values__board_category_no=number),
    "start_date": lambda at: Q(created_at__gte=at),
    "end_date": lambda at: Q(created_at__lte=at),
    "input_channel": lambda channel: Q(input_channel=channel),
    "reply_status": lambda status: Q(reply_status=status),
    "comment": lambda has: _has_comment() if has else ~_has_comment(),
    "attached_file": lambda has: ~Q(attachments=[]) if has else Q(attachments=[]),
    "product_no": lambda number: Q(product=number),
    "has_product": lambda has: Q(product__isnull=not has),
    "is_notice": lambda is_notice: Q(is_notice=is_notice),
    "is_display": lambda is_displayed: Q(is_displayed=is_displayed),
    "supplier_id": lambda _name: NONE,  # shops of ours have no suppliers
}


@operation(
    "GET",
    "boards/{board_no}/articles",
    params=ArticleFilters,
    paging=PAGES,
    answers=f"{{articles:[{LISTED_ARTICLE}]}}",
)
def list_articles(call: Call, board_no: int) -> Page:
    """Posts and replies of a board, newest first, secret and hidden ones too. One query."""
    rows = matching(Article.objects.on(call.shop_no, known_board(board_no)), call.params)
    asked = list(rows.order_by("-created_at", "-pk")[call.offset : call.offset + call.limit + 1])
    return Page([listed_row(article) for article in asked[: call.limit]], has_more=len(asked) > call.limit)


@operation("POST", "boards/{board_no}/articles", body=NewArticleFields, answers=f"{{articles:[{WRITTEN_ARTICLE}]}}")
def create_articles(call: Call, board_no: int) -> list[dict[str, Any]]:
    """Write posts, or replies by `reply_article_no`; a wrong one undoes them all.

    A `member_id` that is the mall's ID writes as the store, another one as the customer who has it, if there is one.
    `deleted` T or B hides the post. A reply answers the post: it has `reply_status` from then on.
    """
    known_board(board_no)
    with forgetting_once():
        return [written_row(_write(call, board_no, body)) for body in call.bodies]


@operation(
    "PUT",
    "boards/{board_no}/articles/{article_no}",
    body=ChangedArticleFields,
    answers=f"{{article:{CHANGED_ARTICLE}}}",
)
def update_article(call: Call, board_no: int, article_no: int) -> dict[str, Any]:
    """Change title, text, rating, files and how a post is shown."""
    article = known_article(call, board_no, article_no)
    names = {"display": "is_displayed", "notice": "is_notice", "fixed": "is_fixed"}
    plain = {name: call.body[name] for name in ("title", "content", "rating") if name in call.body}
    values = plain | {ours: call.body[theirs] for theirs, ours in names.items() if theirs in call.body}
    kept = {name: call.body[name] for name in KEPT_FOR_APPS if name in call.body}
    if kept:
        values["app_values"] = article.app_values | kept
    if any(name.startswith("attach_file_url") for name in call.body):
        values["attachments"] = _files_of(article, call.body)
    return changed_row(change_article(article.pk, values, actor=call.actor))


@operation(
    "DELETE",
    "boards/{board_no}/articles/{article_no}",
    answers="{article:{shop_no:int, board_no:int, article_no:int}}",
)
def remove_article(call: Call, board_no: int, article_no: int) -> dict[str, Any]:
    """Delete a post with its replies and comments."""
    delete_article(known_article(call, board_no, article_no).pk, actor=call.actor)
    return {"shop_no": call.shop_no, "board_no": board_no, "article_no": article_no}


def known_article(call: Call, board_no: int, article_no: int) -> Article:
    """The post of this number on a board of the shop. Raises 404."""
    return found(Article.objects.on(call.shop_no, known_board(board_no)), f"Article {article_no}", pk=article_no)


def matching(rows: QuerySet[Article], params: Mapping[str, Any]) -> QuerySet[Article]:
    """Posts that fit all filters of a call."""
    for name, condition in FILTERS.items():
        if name in params:
            rows = rows.filter(condition(params[name]))
    kinds = params.get("article_type", ["all"])
    if "all" not in kinds:
        rows = rows.filter(reduce(or_, (KIND_OF[kind] for kind in kinds), NONE))
    if "keyword" in params:
        rows = rows.filter(**{SEARCHED[params["search"]]: params["keyword"]})
    return rows


def _has_comment() -> Q:
    return Q(Exists(Comment.objects.filter(article=OuterRef("pk"))))


def _write(call: Call, board_no: int, body: Mapping[str, Any]) -> Article:
    product_no = body.get("product_no")
    if product_no is not None and not Product.objects.filter(pk=product_no).exists():
        raise wrong("product_no", "The mall has no such product.")
    new = NewArticle(
        title=body["title"],
        content=body["content"],
        parent_id=body.get("reply_article_no"),
        product_id=product_no,
        order_number=body.get("order_id", ""),
        rating=body.get("rating") or 0,
        is_secret=body["secret"],
        password=body.get("password", ""),
        is_notice=body["notice"],
        is_fixed=body["fixed"],
        is_displayed=body["deleted"] == "F",
        reply_status=body.get("reply_status") or "",
        reply_user_id=body.get("reply_user_id", ""),
        attachments=[dict(one) for one in body.get("attach_file_urls", [])],
        app_values={name: body[name] for name in KEPT_FOR_APPS if body.get(name) not in (None, "")},
        created_at=body.get("created_date"),
    )
    with refusing("reply_article_no", {Article.DoesNotExist: "The board has no such post."}):
        return write_article(call.shop_no, board_no, new, writer=_writer(call, body), actor=call.actor)


def _writer(call: Call, body: Mapping[str, Any]) -> Writer:
    member_id = body.get("member_id", "")
    if member_id.casefold() == call.caller.mall_host:
        shop = Shop.objects.select_related("mall").get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
        return store_writer(shop, client_ip=body["client_ip"])
    return Writer(
        name=body["writer"],
        email=body.get("writer_email", ""),
        nick_name=body.get("nick_name", ""),
        member_id=member_id,
        customer_id=customer_of(member_id),
        client_ip=body["client_ip"],
        input_channel=body["input_channel"],
    )


def customer_of(member_id: str) -> int | None:
    """The key of the customer who has an ID, if there is one."""
    if not member_id:
        return None
    return Customer.objects.filter(member_id_folded=member_id.casefold()).values_list("pk", flat=True).first()


def _files_of(article: Article, body: Mapping[str, Any]) -> list[dict[str, str]]:
    """The files of a post with those that were named by place put in, or taken out where empty."""
    files: dict[int, dict[str, str]] = dict(enumerate(article.attachments, 1))
    for number in range(1, 6):
        url = body.get(f"attach_file_url{number}")
        if url:
            files[number] = {"name": url.rstrip("/").rpartition("/")[2][:200], "url": url}
        elif url == "":
            files.pop(number, None)
    return [files[number] for number in sorted(files)]
