"""Versions of a shop's terms and privacy notice, for the merchant."""

from __future__ import annotations

from accounts.history import HistoryRow, history_rows
from accounts.models import Shop
from orders.models import ShopDocument

MOST_VERSIONS = 20


def versions_of(shop: Shop, kind: str) -> list[ShopDocument]:
    """The newest versions, newest first."""
    rows = ShopDocument.objects.filter(shop_no=shop.shop_no, kind=kind).defer("body").order_by("-version")
    return list(rows[:MOST_VERSIONS])


def history_of_versions(versions: list[ShopDocument]) -> list[HistoryRow]:
    """Who wrote or reset them."""
    return history_rows(*versions) if versions else []
