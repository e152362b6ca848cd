"""Speaks ESM's Trading API for one master ID with a seller at Gmarket, at Auction, or both."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote

import jwt
from django.utils import timezone

from pro.marketplaces import reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.connector import Connector
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    MarketError,
    RateLimited,
)
from pro.marketplaces.esm import mapping
from pro.marketplaces.esm.mapping import AUCTION, GMARKET, Site
from pro.marketplaces.esm.spec import MARKET
from pro.marketplaces.http import Call
from pro.marketplaces.throttle import take_token
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Verified

PAGE: Final = 20
# 15 a minute and 5 at once: never more than the 20 searches that ESM allows in any minute.
SEARCHES_PER_SECOND: Final = 15 / 60
SEARCHES_AT_ONCE: Final = 5
LONGEST_WAIT: Final = 15.0
TOO_OFTEN: Final = 3000
PAUSE_SECONDS: Final = 5.0
ABOUT_IP: Final = re.compile(r"(?<![A-Za-z])IP(?![A-Za-z])")  # the word, whatever Korean ending it has


class NoSuchGoods(InvalidRequest):
    """The product is not there any more."""


def token(master_id: str, secret_key: str, sellers: str, issued_at: int) -> str:
    """The JWT that a call is made with. `sellers` is `A:<auction>,G:<gmarket>`, or one of them."""
    payload = {"iss": "www.esmplus.com", "sub": "sell", "aud": "sa.esmplus.com", "iat": issued_at, "ssi": sellers}
    return jwt.encode(payload, secret_key, algorithm="HS256", headers={"kid": master_id})


@registry.add
class Esm(Connector):
    """Every call carries a token made for it; nothing is handed out and nothing renewed."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """`resultCode`, `ResultCode`, or a `status` block for tokens: with status 200 too, in any letters."""
        data = mapping.lowered(answer.json())
        if not isinstance(data, dict):
            return None
        if reader.at(data, "status.status_code") is not None:
            return _token_error(data, answer.status)
        code = reader.integer(data, "resultcode", 0)
        if code == 0:
            return None
        words = f"{code}: {reader.text(data, 'message', '')}"[:300]
        if code == TOO_OFTEN:
            return RateLimited(words, retry_after=PAUSE_SECONDS)
        return _error_of_status(answer.status)(words)

    def verify(self) -> Verified:
        """Raises InvalidRequest, before anything is sent, where neither seller ID is given."""
        self._places()
        site = self._sites()[0]
        seller = self.credentials.get(site.field)
        return Verified(account_id=f"{site.letter}:{seller}", account_name=self._sellers())

    def market_info(self) -> list[InfoEntry]:
        policies = self._get("/item/v1/shipping/dispatch-policies")
        addresses = self._get("/item/v1/sellers/addresses")
        tops = self._get("/item/v1/categories/site-cats")
        entries = [
            *map(mapping.place, self._places()),
            *map(mapping.address, mapping.rows(addresses, "addresses")),
            *map(mapping.policy, mapping.rows(policies, "dispatchpolicies")),
            *mapping.categories(mapping.rows(tops, "subcats")),
        ]
        return list({(entry.kind, entry.key): entry for entry in entries}.values())

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: site and page. What is at both sites comes with the first one only."""
        site, number = self._read_cursor(cursor)
        while True:
            data = self._search(site, number)
            rows = reader.items(data, "items", is_optional=True)
            is_last = not rows or number * PAGE >= reader.integer(data, "totalitems", 0)
            following = self._following(site, number, is_last=is_last)
            wanted = [row for row in rows if self._is_wanted(row, site)]
            yield Page(tuple(one for row in wanted if (one := self._product(row, site)) is not None), following)
            if not following:
                return
            site, number = self._read_cursor(following)

    def _sites(self) -> list[Site]:
        found = [site for site in (GMARKET, AUCTION) if self.credentials.get(site.field)]
        if not found:
            raise InvalidRequest("Enter the seller ID of Gmarket, of Auction, or both.")
        return found

    def _sellers(self) -> str:
        """In the order of the reference: Auction first."""
        return ",".join(f"{site.letter}:{self.credentials.get(site.field)}" for site in reversed(self._sites()))

    def _search(self, site: Site, number: int) -> dict[str, Any]:
        self._take_search()
        query = {"siteId": [site.number], "siteSellerId": [self.credentials.get(site.field)]}
        return self._send("POST", "/item/v1/goods/search", {"query": query, "pageIndex": number, "pageSize": PAGE})

    def _take_search(self) -> None:
        """ESM counts searches apart from other calls, and so do we."""
        is_ours, seconds = take_token(
            f"{self.credentials.account_key}:search",
            per_second=SEARCHES_PER_SECOND,
            burst=SEARCHES_AT_ONCE,
            longest_wait=LONGEST_WAIT,
        )
        if not is_ours:
            raise RateLimited("Our own pace of searches is used up.", retry_after=seconds)
        time.sleep(seconds)

    def _is_wanted(self, row: Mapping[str, Any], site: Site) -> bool:
        if not mapping.is_at(row, site):
            return False
        if site is GMARKET or GMARKET not in self._sites() or not mapping.is_at(row, GMARKET):
            return True
        owner = reader.text(row, "sitesellerid.gmkt", "")
        return owner not in {"", self.credentials.get(GMARKET.field)}

    def _product(self, row: Mapping[str, Any], site: Site) -> MarketProduct | None:
        path = f"/item/v1/goods/{quote(reader.text(row, 'goodsno'), safe='')}"
        try:
            return mapping.product(row, self._get(path), self._get(f"{path}/recommended-options"), site)
        except NoSuchGoods:  # taken away since the list was read
            return None

    def _places(self) -> list[dict[str, Any]]:
        return mapping.rows(self._get("/item/v1/shipping/places"), "shippingplaces")

    def _get(self, path: str) -> dict[str, Any]:
        return self._send("GET", path)

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        keys = self.credentials
        made = token(keys.get("master_id"), keys.get("secret_key"), self._sellers(), int(timezone.now().timestamp()))
        call = Call(method, path, headers={"Authorization": f"Bearer {made}"}, json=body, is_safe=True)
        found = mapping.lowered(self.http.send(call).data())
        return found if isinstance(found, dict) else {}

    def _read_cursor(self, cursor: str) -> tuple[Site, int]:
        sites = {site.letter: site for site in self._sites()}
        letter, _colon, number = (cursor or f"{next(iter(sites))}:1").partition(":")
        if letter not in sites or not number.isdecimal() or int(number) < 1:
            raise BadAnswer("This place in the product list is none.")
        return sites[letter], int(number)

    def _following(self, site: Site, number: int, *, is_last: bool) -> str:
        if not is_last:
            return f"{site.letter}:{number + 1}"
        return f"{AUCTION.letter}:1" if site is GMARKET and AUCTION in self._sites() else ""


def _token_error(data: Mapping[str, Any], status: int) -> MarketError | None:
    code = reader.text(data, "status.status_code")
    words = f"{code}: {reader.text(data, 'status.message', '')}"[:300]
    if code in {"0", "200"} and status < 400:
        return None
    return IpNotAllowed(words) if ABOUT_IP.search(words) else BadCredentials(words)


def _error_of_status(status: int) -> type[MarketError]:
    kinds: dict[int, type[MarketError]] = {401: BadCredentials, 403: ForbiddenScope, 404: NoSuchGoods}
    return kinds.get(status, InvalidRequest)
