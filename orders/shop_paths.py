"""Addresses on a mall's own host that mails and admin pages point to; storefront.urls mounts its pages at these."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from accounts.models import Shop

GUEST_LOOKUP: Final = "orders/lookup/"
LOGIN: Final = "login/"
MY_ORDERS: Final = "orders/"
DOCUMENTS: Final = {"terms": "terms/", "privacy": "privacy/"}
RESET: Final = "account/new-password/"


def shop_url(shop: Shop, path: str = "", **query: str) -> str:
    """Absolute address of a page of a shop: shop 1 at the root of its mall's host, others under /shop2/ (design 2)."""
    prefix = "" if shop.is_base else f"shop{shop.shop_no}/"
    return f"{shop.mall.storefront_url}/{prefix}{path}" + (f"?{urlencode(query)}" if query else "")
