"""Scripts of apps on the shop's pages (wire contract 2.7, scripttags; docs/adr/0043-scripttags.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

from django.http import HttpResponse

from accounts.middleware.hosts import SHOP_PREFIX
from accounts.models import Shop
from accounts.page_scripts import EVERYWHERE, PageScript, scripts_of_shop
from accounts.store_cache import Lookup

R = TypeVar("R", bound=HttpResponse)

# Name of an address -> what the contract calls such a page. A page that is not named here carries no script: those
# where a payment is made, and where a link in a mail lets somebody set a password.
LOCATIONS: Final = {
    "main": "MAIN",
    "product": "PRODUCT_DETAIL",
    "category": "PRODUCT_LIST",
    "search": "PRODUCT_SEARCH",
    "cart": "ORDER_BASKET",
    "checkout": "ORDER_ORDERFORM",
    "complete": "ORDER_ORDERRESULT",
    "login": "MEMBER_LOGIN",
    "sign_up": "MEMBER_JOIN",
    "profile": "MEMBER_MODIFY",
    "forgotten": "MEMBER_PASSWORD",
    "orders": "MYSHOP_ORDER_LIST",
    "order": "MYSHOP_ORDER_DETAIL",
    "wishlist": "MYSHOP_WISHLIST",
    "terms": "MALL_AGREEMENT",
    "privacy": "MALL_PRIVACY",
}
# Boards by their number on the wire: 1 is the store's own, the others are about products.
BOARD_LOCATIONS: Final = {
    "board": "BOARD_{}_LIST",
    "article": "BOARD_{}_DETAIL",
    "board_write": "BOARD_{}_WRITE",
}
# Here somebody types a password, an address or how they pay: `all` is not enough, an app has to name the page.
NAMED_ONLY: Final = frozenset(
    {"ORDER_ORDERFORM", "MEMBER_LOGIN", "MEMBER_JOIN", "MEMBER_MODIFY", "MEMBER_PASSWORD", "ORDER_ORDERRESULT"}
    | {"BOARD_FREE_WRITE", "BOARD_PRODUCT_WRITE"}
)

ADMITTED: Final = ("script-src", "connect-src", "img-src")


def scripts_on(shop: Shop, address_name: str | None, path: str) -> list[PageScript]:
    """The scripts of one page, by the name of its address and its path; one query where they are not kept.

    They are kept with the mall's pages and forgotten with them.
    """
    path = unquote(SHOP_PREFIX.sub("", path, count=1)) or "/"
    location = _location(address_name or "", path)
    if location is None:
        return []
    wanted = {location} if location in NAMED_ONLY else {location, EVERYWHERE}
    return [one for one in _kept(shop) if wanted & set(one.locations) and not _is_left_out(path, one.excluded)]


def _location(address_name: str, path: str) -> str | None:
    """What the contract calls a page; None where no script is loaded."""
    board = BOARD_LOCATIONS.get(address_name)
    if board is None:
        return LOCATIONS.get(address_name)
    return board.format("FREE" if path.startswith("/board/1/") else "PRODUCT")


def admitting(scripts: Iterable[PageScript], response: R) -> R:
    """The response, with a policy that lets these scripts run and talk to where they come from."""
    origins = sorted({_origin(script.src) for script in scripts})
    if origins:
        policy = dict.fromkeys(ADMITTED, origins)
        response._csp_update = policy  # type: ignore[attr-defined]  # noqa: SLF001 - as django-csp's decorators do
    return response


def _kept(shop: Shop) -> list[PageScript]:
    lookup = Lookup(shop.mall.host, f"scripts:{shop.shop_no}")
    if lookup.value is None:
        scripts = scripts_of_shop(shop.shop_no)
        lookup.keep([asdict(script) for script in scripts])
        return scripts
    return [PageScript(**values) for values in lookup.value]


def _is_left_out(path: str, excluded: Iterable[str]) -> bool:
    """A path leaves out its own page and those below it; `/` the main page alone."""
    return any(path.rstrip("/") == one.rstrip("/") or _is_below(path, one) for one in map(unquote, excluded))


def _is_below(path: str, above: str) -> bool:
    return above.strip("/") != "" and path.startswith(above.rstrip("/") + "/")


def _origin(src: str) -> str:
    parts = urlsplit(src)
    return f"{parts.scheme}://{parts.netloc}"
