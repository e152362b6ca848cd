"""The boards that every page of a shop links to."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Mall, Shop
from accounts.store_cache import Lookup
from orders.queries.boards import boards_of


def board_links(mall: Mall, shop: Shop) -> list[dict[str, str]]:
    """The boards that every page of a shop links to. One query, kept with the mall's pages."""
    lookup = Lookup(mall.host, f"boards:{shop.shop_no}")
    if lookup.value is None:
        shown = [board for board in boards_of(shop.shop_no) if board.is_used and board.is_displayed]
        links = [{"label": board.title, "url": board_url(board.board_no)} for board in shown]
        lookup.keep(links)
        return links
    kept: list[dict[str, str]] = lookup.value
    return kept


def board_url(board_no: int) -> str:
    """The address of a board's list."""
    return reverse("storefront:board", args=[board_no])
