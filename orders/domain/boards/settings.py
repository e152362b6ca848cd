"""Change how a shop's board is set up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.models.seo import Seo
from orders.models import Board

CHANGEABLE: Final = (
    "name",
    "guide",
    "is_used",
    "is_displayed",
    "uses_comments",
    "is_secret_only",
    "page_size",
    "product_page_size",
)


@transaction.atomic
def change_board(shop_no: int, board_no: int, values: Mapping[str, Any], *, actor: Actor) -> Board:
    """Set those of CHANGEABLE that are given. The same values again change nothing and leave no entry.

    An empty name stands for the standard one in the shop's language.
    """
    board: Board
    board, _made = Board.objects.select_for_update().get_or_create(shop_no=shop_no, board_no=board_no)
    wanted = {name: values[name] for name in CHANGEABLE if name in values}
    before, after = changes({name: getattr(board, name) for name in wanted}, wanted)
    if after:
        for name, value in after.items():
            setattr(board, name, value)
        board.save(update_fields=list(after))
        record("board.changed", board, actor=actor, before=before, after=after)
        forget_mall_pages()
    return board


@transaction.atomic
def set_board_seo(shop_no: int, board_no: int, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Write the given ones of Seo's fields, of which boards have no exposure; False where nothing changed."""
    board: Board
    board, _made = Board.objects.select_for_update().get_or_create(shop_no=shop_no, board_no=board_no)
    present = Seo(**board.seo)
    wanted = replace(present, **values)
    before, after = changes(present.told(), wanted.told())
    if not after:
        return False
    board.seo = wanted.as_json()
    board.save(update_fields=["seo"])
    record("board.changed", board, actor=actor, before=before, after=after)
    forget_mall_pages()
    return True
