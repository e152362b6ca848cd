"""Boards and how they are set up (scope group community). Shapes: not in our contract (C)."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import not_found, unchanged
from developer_center.api.operation import operation
from developer_center.api.params import TF, Int
from developer_center.api.resources.board_rows import BOARD, board_row
from orders.domain.boards.settings import change_board
from orders.models import BoardNo
from orders.queries.boards import board_of, boards_of

FIELDS: Final = {
    "board_name": "name",
    "board_guide": "guide",
    "use_board": "is_used",
    "use_display": "is_displayed",
    "use_comment": "uses_comments",
    "secret_only": "is_secret_only",
    "page_size": "page_size",
    "product_page_size": "product_page_size",
}


class BoardFields(serializers.Serializer[Any]):
    """What an app may set of a board; all else of ours is fixed and is passed over."""

    board_name = serializers.CharField(max_length=50)
    board_guide = serializers.CharField(max_length=500, allow_blank=True)
    use_board = TF()
    use_display = TF()
    use_comment = TF()
    secret_only = TF()
    page_size = Int(min_value=1, max_value=99)
    product_page_size = Int(min_value=5, max_value=50)


def known_board(board_no: int) -> int:
    """The number of a board. Raises 404 where shops have no such board."""
    if board_no not in BoardNo.values:
        raise not_found(f"Board {board_no}")
    return board_no


@operation("GET", "boards", answers=f"{{boards:[{BOARD}]}}")
def list_boards(call: Call) -> list[dict[str, Any]]:
    """The boards of a shop: notices (1), product reviews (4), product Q&A (6)."""
    return [board_row(board) for board in boards_of(call.shop_no)]


@operation("GET", "boards/{board_no}", answers=f"{{board:{BOARD}}}")
def one_board(call: Call, board_no: int) -> dict[str, Any]:
    """One board."""
    return board_row(board_of(call.shop_no, known_board(board_no)))


@operation("PUT", "boards/{board_no}", body=BoardFields, answers=f"{{board:{BOARD}}}")
def update_board(call: Call, board_no: int) -> dict[str, Any]:
    """Change name, guide, use, comments, secrecy and page sizes of a board."""
    before = board_row(board_of(call.shop_no, known_board(board_no)))
    values = {ours: call.body[theirs] for theirs, ours in FIELDS.items() if theirs in call.body}
    after = board_row(change_board(call.shop_no, board_no, values, actor=call.actor))
    if values and before == after:
        raise unchanged()
    return after
