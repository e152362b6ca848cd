"""Boards, posts and comments on the wire. Shapes: not in our contract (C); after Cafe24's public manual."""

from __future__ import annotations

from typing import Any, Final

from developer_center.wire import moment, tf
from orders.models import Article, Board, BoardNo, Comment

FILES: Final = "[{no:int, name:str, url:str}]"
PROTECTION: Final = "{is_use:TF, author_name_type:str, partial_character_display:int, alternative_text_display:str}"
BOARD: Final = (
    "{shop_no:int, board_no:int, board_type:int, board_name:str, use_additional_board:TF, use_board:TF,"
    " use_display:TF, use_top_image:TF, top_image_url:str, use_report:TF, use_writer_block:TF, display_order:int,"
    " attached_file:TF, attached_file_size_limit:int, article_display_type:code1, image_display:TF, image_resize:int,"
    " use_category:TF, categories:[{id:int, name:str}], secret_only:TF, admin_confirm:TF,"
    f" comment_author_display:code1, comment_author_protection:{PROTECTION},"
    " spam_auto_prevention:{apply_scope:[str], member_scope:code1}, reply_feature:TF, write_permission:code1,"
    " write_member_group_no:[int], write_permission_extra:{is_member_buy:TF, member_write_after:null},"
    f" reply_permission:code1, reply_member_group_no:[int], author_display:code1, author_protection:{PROTECTION},"
    " board_guide:str, use_comment:TF, admin_title_fixed:{is_use:TF}, admin_reply_fixed:{is_use:TF},"
    " input_form:{is_use:TF}, page_size:int, product_page_size:int, page_display_count:int}"
)
_ARTICLE: Final = (
    "shop_no:int, article_no:int, parent_article_no:null, board_no:int, product_no:null, category_no:null,"
    " board_category_no:null, reply_sequence:int, reply_depth:int, created_date:dt, writer:str, writer_email:str,"
    " member_id:str, title:str, content:str, client_ip:str, nick_name:str, rating:int, reply_mail:Y/N, display:TF,"
    " secret:TF, notice:TF, fixed:TF, deleted:TF, input_channel:P/M, order_id:str, hit:int, reply:TF,"
    " reply_user_id:str, reply_status:code1, naverpay_review_id:str, sales_channel:str"
)
_TIMES: Final = "display_time:TF, display_time_start_hour:null, display_time_end_hour:null"
LISTED_ARTICLE: Final = f"{{{_ARTICLE}, supplier_id:str, attach_file_urls:{FILES}, {_TIMES}}}"
WRITTEN_ARTICLE: Final = (
    f"{{{_ARTICLE}, attached_file_detail:[{{no:int, path:str, name:str, size:null, source:str, type:str, ext:str,"
    " width:null, height:null, thumb:str}]}"
)
CHANGED_ARTICLE: Final = f"{{{_ARTICLE}, attached_file_urls:{FILES}, {_TIMES}}}"
COMMENT: Final = (
    "{shop_no:int, board_no:int, article_no:int, comment_no:int, content:str, writer:str, member_id:str,"
    " created_date:dt, client_ip:str, rating:int, secret:TF, parent_comment_no:null, input_channel:P/M,"
    f" attach_file_urls:{FILES}}}"
)

OF_THE_STORE, OF_PRODUCTS = 1, 5  # board_type
NO_PROTECTION: Final = {
    "is_use": "T",
    "author_name_type": "count",
    "partial_character_display": 1,
    "alternative_text_display": "",
}


def board_row(board: Board) -> dict[str, Any]:
    """A board as it is set up; the rest is how our boards always are."""
    is_notice = board.board_no == BoardNo.NOTICE
    return {
        "shop_no": board.shop_no,
        "board_no": board.board_no,
        "board_type": OF_THE_STORE if is_notice else OF_PRODUCTS,
        "board_name": board.title,
        "use_additional_board": "F",
        "use_board": tf(board.is_used),
        "use_display": tf(board.is_displayed),
        "use_top_image": "F",
        "top_image_url": "",
        "use_report": "F",
        "use_writer_block": "F",
        "display_order": BoardNo.values.index(board.board_no) + 1,
        "attached_file": "F",
        "attached_file_size_limit": 1,
        "article_display_type": "A",
        "image_display": "F",
        "image_resize": 0,
        "use_category": "F",
        "categories": [],
        "secret_only": tf(board.is_secret_only),
        "admin_confirm": "F",
        "comment_author_display": "N",
        "comment_author_protection": NO_PROTECTION,
        "spam_auto_prevention": {"apply_scope": [], "member_scope": "A"},
        "reply_feature": "T",
        "reply_permission": "A",
        "reply_member_group_no": [],
        "author_display": "N",
        "author_protection": NO_PROTECTION,
        "board_guide": board.guide,
        "use_comment": tf(board.uses_comments),
        "admin_title_fixed": {"is_use": "F"},
        "admin_reply_fixed": {"is_use": "F"},
        "input_form": {"is_use": "F"},
        "page_size": board.page_size,
        "product_page_size": board.product_page_size,
        "page_display_count": 10,
        **_write_permission(board),
    }


def _write_permission(board: Board) -> dict[str, Any]:
    """Notices are the store's; members ask; members to whom an order came review."""
    is_review = board.board_no == BoardNo.REVIEW
    return {
        "write_permission": "A" if board.board_no == BoardNo.NOTICE else "V",
        "write_member_group_no": [],
        "write_permission_extra": {
            "is_member_buy": tf(is_review),
            "member_write_after": "shipend_date" if is_review else None,
        },
    }


def listed_row(article: Article) -> dict[str, Any]:
    """A post in a list."""
    return _article(article) | _TIMES_ROW | {"supplier_id": "", "attach_file_urls": file_rows(article.attachments)}


def written_row(article: Article) -> dict[str, Any]:
    """A post that was just written. Files stay where they are, so nothing is known of their size."""
    files = [
        {
            "no": row["no"],
            "path": row["url"],
            "name": row["name"],
            "size": None,
            "source": row["name"],
            "type": "",
            "ext": row["name"].rpartition(".")[2] if "." in row["name"] else "",
            "width": None,
            "height": None,
            "thumb": "",
        }
        for row in file_rows(article.attachments)
    ]
    return _article(article) | {"attached_file_detail": files}


def changed_row(article: Article) -> dict[str, Any]:
    """A post that was just changed."""
    return _article(article) | _TIMES_ROW | {"attached_file_urls": file_rows(article.attachments)}


def comment_row(comment: Comment) -> dict[str, Any]:
    """A comment."""
    return {
        "shop_no": comment.shop_no,
        "board_no": comment.board_no,
        "article_no": comment.article_id,
        "comment_no": comment.pk,
        "content": comment.content,
        "writer": comment.writer,
        "member_id": comment.member_id,
        "created_date": moment(comment.created_at),
        "client_ip": comment.client_ip or "",
        "rating": comment.rating,
        "secret": tf(comment.is_secret),
        "parent_comment_no": comment.parent_id,
        "input_channel": comment.input_channel,
        "attach_file_urls": file_rows(comment.attachments),
    }


def file_rows(attachments: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Files that a post names, numbered from 1."""
    return [{"no": number, "name": one["name"], "url": one["url"]} for number, one in enumerate(attachments, 1)]


_TIMES_ROW: Final = {"display_time": "F", "display_time_start_hour": None, "display_time_end_hour": None}


def _article(article: Article) -> dict[str, Any]:
    """What all rows of a post say. `parent_article_no` is null on a post that is no reply."""
    kept = article.app_values
    return {
        "shop_no": article.shop_no,
        "article_no": article.pk,
        "parent_article_no": article.parent_id,
        "board_no": article.board_no,
        "product_no": article.product_id,
        "category_no": kept.get("category_no"),
        "board_category_no": kept.get("board_category_no"),
        "reply_sequence": article.sequence,
        "reply_depth": article.depth,
        "created_date": moment(article.created_at),
        "writer": article.writer,
        "writer_email": article.writer_email,
        "member_id": article.member_id,
        "title": article.title,
        "content": article.content,
        "client_ip": article.client_ip or "",
        "nick_name": article.nick_name,
        "rating": article.rating,
        "reply_mail": kept.get("reply_mail", "N"),
        "display": tf(article.is_displayed),
        "secret": tf(article.is_secret),
        "notice": tf(article.is_notice),
        "fixed": tf(article.is_fixed),
        "deleted": "F",
        "input_channel": article.input_channel,
        "order_id": article.order_number,
        "hit": article.hits,
        "reply": tf(article.reply_status == Article.ReplyStatus.ANSWERED),
        "reply_user_id": article.reply_user_id,
        "reply_status": article.reply_status or None,
        "naverpay_review_id": kept.get("naverpay_review_id", ""),
        "sales_channel": kept.get("sales_channel", ""),
    }
