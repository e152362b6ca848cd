"""What search engines are told of a board (scope group community). Shape: not in our contract (C)."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from catalog.models.seo import SEO_LENGTHS, Seo
from developer_center.api.call import Call
from developer_center.api.errors import unchanged
from developer_center.api.operation import operation
from developer_center.api.resources.boards import known_board
from developer_center.api.resources.product_fields import Text
from developer_center.api.resources.seo_fields import seo_row, seo_shape, seo_values
from orders.domain.boards.settings import set_board_seo
from orders.queries.boards import board_of

KEYS: Final = ("meta_title", "meta_author", "meta_description", "meta_keywords")
SHAPE: Final = f"{{seo:{{shop_no:int, board_no:int, {seo_shape(KEYS)}}}}}"


class BoardSeoBody(serializers.Serializer[Any]):
    """Texts in which [MALL_NAME], [BOARD_NAME], [BOARD_GUIDE] and [ARTICLE_TITLE] stand for words of the page."""

    meta_title = Text(SEO_LENGTHS["title"])
    meta_author = Text(SEO_LENGTHS["author"])
    meta_description = Text(SEO_LENGTHS["description"])
    meta_keywords = Text(SEO_LENGTHS["keywords"])


@operation("GET", "boards/{board_no}/seo", answers=SHAPE)
def show_board_seo(call: Call, board_no: int) -> dict[str, Any]:
    """What search engines are told of a board, with its placeholders."""
    return _row(call, known_board(board_no))


@operation("PUT", "boards/{board_no}/seo", body=BoardSeoBody, answers=SHAPE)
def change_board_seo(call: Call, board_no: int) -> dict[str, Any]:
    """Change what search engines are told of a board. 409 where it says so already."""
    known_board(board_no)
    if not set_board_seo(call.shop_no, board_no, seo_values(call.body), actor=call.actor):
        raise unchanged()
    return _row(call, board_no)


def _row(call: Call, board_no: int) -> dict[str, Any]:
    board = board_of(call.shop_no, board_no)
    return {"shop_no": call.shop_no, "board_no": board_no, **seo_row(Seo(**board.seo), KEYS)}
