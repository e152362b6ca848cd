"""Comments on posts (scope group community). Shapes: not in our contract (C); after Cafe24's public manual."""

from __future__ import annotations

from typing import Any, Final

from accounts.clients import client_ip
from accounts.models import Shop
from developer_center.api.call import Call
from developer_center.api.errors import found, refusing
from developer_center.api.operation import Paging, operation
from developer_center.api.resources.board_articles import customer_of, known_article
from developer_center.api.resources.board_fields import CommentFilters, NewCommentFields, SinceComment
from developer_center.api.resources.board_rows import COMMENT, comment_row
from developer_center.api.resources.boards import known_board
from orders.domain.boards.comment import CommentsOff, NewComment, delete_comment, write_comment
from orders.domain.boards.write import Writer, store_writer
from orders.models import Comment

PAGES: Final = Paging(most=100, offset_most=8000)
BELOW_ARTICLE: Final = "boards/{board_no}/articles/{article_no}/comments"


@operation("GET", BELOW_ARTICLE, params=CommentFilters, paging=PAGES, answers=f"{{comments:[{COMMENT}]}}")
def list_comments(call: Call, board_no: int, article_no: int) -> list[dict[str, Any]]:
    """The comments of a post, oldest first. Two queries."""
    rows = Comment.objects.filter(article=known_article(call, board_no, article_no))
    if "comment_no" in call.params:
        rows = rows.filter(pk__in=call.params["comment_no"])
    return [comment_row(row) for row in rows.order_by("pk")[call.offset : call.offset + call.limit]]


@operation(
    "GET",
    "boards/{board_no}/comments",
    params=SinceComment,
    paging=Paging(most=100, offset_most=0),
    answers=f"{{comments:[{COMMENT}]}}",
)
def list_board_comments(call: Call, board_no: int) -> list[dict[str, Any]]:
    """Comments on all posts of a board by their number; `since_comment_no` goes on after one."""
    rows = Comment.objects.filter(shop_no=call.shop_no, board_no=known_board(board_no))
    rows = rows.filter(pk__gt=call.params.get("since_comment_no", 0))
    return [comment_row(row) for row in rows.order_by("pk")[: call.limit]]


@operation("POST", BELOW_ARTICLE, body=NewCommentFields, answers=f"{{comment:{COMMENT}}}")
def create_comment(call: Call, board_no: int, article_no: int) -> dict[str, Any]:
    """Comment on a post, or answer a comment by `parent_comment_no`. `member_id` as for posts."""
    article, body = known_article(call, board_no, article_no), call.body
    new = NewComment(
        content=body["content"],
        parent_id=body.get("parent_comment_no"),
        rating=body.get("rating") or 0,
        is_secret=body["secret"],
        password=body["password"],
        attachments=[dict(one) for one in body.get("attach_file_urls", [])],
        created_at=body.get("created_date"),
    )
    with (
        refusing("parent_comment_no", {Comment.DoesNotExist: "The post has no such comment."}),
        refusing("board_no", {CommentsOff: "The board takes no comments."}),
    ):
        return comment_row(write_comment(article.pk, new, writer=_writer(call), actor=call.actor))


@operation(
    "DELETE",
    BELOW_ARTICLE + "/{comment_no}",
    answers="{comment:{shop_no:int, board_no:int, article_no:int, comment_no:int}}",
)
def remove_comment(call: Call, board_no: int, article_no: int, comment_no: int) -> dict[str, Any]:
    """Delete a comment and the answers to it."""
    article = known_article(call, board_no, article_no)
    comment = found(Comment.objects.filter(article=article), f"Comment {comment_no}", pk=comment_no)
    delete_comment(article.pk, comment.pk, actor=call.actor)
    return {"shop_no": call.shop_no, "board_no": board_no, "article_no": article_no, "comment_no": comment_no}


def _writer(call: Call) -> Writer:
    member_id, address = call.body.get("member_id", ""), client_ip(call.request)
    if member_id.casefold() == call.caller.mall_host:
        shop = Shop.objects.select_related("mall").get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
        return store_writer(shop, client_ip=address)
    return Writer(
        name=call.body["writer"],
        member_id=member_id,
        customer_id=customer_of(member_id),
        client_ip=address,
        input_channel=call.body["input_channel"],
    )
