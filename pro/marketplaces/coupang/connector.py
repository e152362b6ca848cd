"""Speaks Coupang's gateway for one vendor."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pro.marketplaces import addresses, reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.connector import Connector
from pro.marketplaces.coupang import mapping
from pro.marketplaces.coupang.spec import MARKET
from pro.marketplaces.errors import (
    BadCredentials,
    Expired,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    MarketDown,
    MarketError,
    RateLimited,
)
from pro.marketplaces.http import Call
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Verified

SELLER: Final = "/v2/providers/seller_api/apis/api/v1/marketplace"
OUTBOUND: Final = "/v2/providers/marketplace_openapi/apis/api/v2/vendor/shipping-place/outbound"
VENDORS: Final = "/v2/providers/openapi/apis/api/v5/vendors"
KOREA: Final = ZoneInfo("Asia/Seoul")
LONGEST_LIFE: Final = dt.timedelta(days=184)  # six months
PAGE: Final = 20
PLACES: Final = 50
MOST_PAGES: Final = 20
SUCCESS: Final = {"", "SUCCESS", "200"}
# What Coupang says stands in the message only; the first that fits, in lower case.
WORDS: Final[tuple[tuple[str, type[MarketError]], ...]] = (
    ("not allowed ip", IpNotAllowed),
    ("signature is expired", ClockOff),
    ("invalid signature", BadCredentials),
    ("hmac format", BadCredentials),
    ("not authorized", BadCredentials),
)
CODES: Final[dict[str, type[MarketError]]] = {
    "401": BadCredentials,
    "403": ForbiddenScope,
    "429": RateLimited,
    "500": MarketDown,
    "502": MarketDown,
    "503": MarketDown,
    "504": MarketDown,
}


class BadEndDate(InvalidRequest):
    """The day that was typed is no day, or too far off to be true."""

    text = _("The last day of the keys is written like 2027-01-31 and is at most six months ahead.")


class NoSuchProduct(InvalidRequest):
    """The product or its item is no longer there."""


def signature(secret_key: str, signed_date: str, method: str, path: str, query: str) -> str:
    """Hex HMAC-SHA256 over date, method, path and the query as it is sent, without the question mark."""
    words = f"{signed_date}{method}{path}{query}"
    return hmac.new(secret_key.encode(), words.encode(), hashlib.sha256).hexdigest()


@registry.add
class Coupang(Connector):
    """Every call is signed with both keys; nothing is handed out and nothing renewed."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """`code` is a text in some answers and a number in others, and an error may come with status 200."""
        data = answer.data()
        code = reader.text(data, "code", "")
        if answer.status < 300 and code in SUCCESS:
            return None
        words = reader.text(data, "message", "")
        detail = f"{code}: {words}"[:300]
        for part, kind in WORDS:
            if part in words.lower():
                return kind(detail)
        if answer.status == 404 or code == "404":
            return NoSuchProduct(detail)
        by_code = CODES.get(code) or CODES.get(str(answer.status)) or InvalidRequest
        return by_code(detail, retry_after=answer.retry_after_seconds if by_code is RateLimited else None)

    def verify(self) -> Verified:
        ends_at = key_end(self.credentials.get("key_ends_on"), timezone.now())
        self._get(OUTBOUND, {"pageNum": "1", "pageSize": "1"})
        vendor = self._vendor
        try:
            self._get(f"{SELLER}/seller-products", {"vendorId": vendor, "maxPerPage": "1"})
        except InvalidRequest as error:
            raise BadCredentials(f"The keys are not those of the vendor {vendor}. {error.detail}") from None
        return Verified(account_id=vendor, account_name=vendor, expires_at=ends_at)

    def market_info(self) -> list[InfoEntry]:
        returns = f"{VENDORS}/{quote(self._vendor, safe='')}/returnShippingCenters"
        return [
            *(mapping.ship_from(row) for row in self._places(OUTBOUND, "content")),
            *(mapping.return_centre(row) for row in self._places(returns, "data.content")),
        ]

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: Coupang's own token. A call per product and one per item, so pages are small."""
        while True:
            query = {"vendorId": self._vendor, "nextToken": cursor, "maxPerPage": str(PAGE)}
            data = self._get(f"{SELLER}/seller-products", {name: value for name, value in query.items() if value})
            rows = reader.items(data, "data", is_optional=True)
            cursor = reader.text(data, "nextToken", "")
            products = [one for row in rows if (one := self._product(row)) is not None]
            yield Page(tuple(products), cursor)
            if not cursor:
                return

    @property
    def _vendor(self) -> str:
        return self.credentials.get("vendor_id").strip()

    def _product(self, row: dict[str, Any]) -> MarketProduct | None:
        """None for one that was deleted, also since the list was read."""
        if reader.text(row, "statusName", "") == mapping.DELETED:
            return None
        number = reader.text(row, "sellerProductId")
        try:
            detail = reader.at(self._get(f"{SELLER}/seller-products/{quote(number, safe='')}", {}), "data")
        except NoSuchProduct:
            return None
        items = reader.items(detail, "items")
        stocks = {item: self._inventory(item) for one in items if (item := reader.text(one, "vendorItemId", ""))}
        return mapping.product(row, detail, stocks, addresses.base_url(MARKET, "image"))

    def _inventory(self, item: str) -> dict[str, Any]:
        try:
            answer = self._get(f"{SELLER}/vendor-items/{quote(item, safe='')}/inventories", {})
        except NoSuchProduct:
            return {}
        return reader.at(answer, "data") or {}

    def _places(self, path: str, where: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for number in range(1, MOST_PAGES + 1):
            answer = self._get(path, {"pageNum": str(number), "pageSize": str(PLACES)})
            rows = reader.items(answer, where, is_optional=True)
            if not rows or rows[0] in found:  # the end, or a call that knows no pages
                break
            found += rows
            if len(rows) < PLACES:
                break
        return found

    def _get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        """The query is made once: its bytes are signed and sent."""
        sent = urlencode(query)
        signed_date = dt.datetime.now(dt.UTC).strftime("%y%m%dT%H%M%SZ")
        sign = signature(self.credentials.get("secret_key"), signed_date, "GET", path, sent)
        headers = {
            "Authorization": f"CEA algorithm=HmacSHA256, access-key={self.credentials.get('access_key')}, "
            f"signed-date={signed_date}, signature={sign}",
            "X-Requested-By": self._vendor,
        }
        return self.http.send(Call("GET", path, sent, headers=headers)).data()


def key_end(typed: str, now: dt.datetime) -> dt.datetime:
    """The end of the typed day in Korea. Raises BadEndDate, and Expired for a day that is over."""
    try:
        day = dt.date.fromisoformat(typed.strip())
    except ValueError:
        raise BadEndDate from None
    end = dt.datetime.combine(day, dt.time(23, 59, 59), KOREA)
    if end <= now:
        raise Expired(f"By the day that was entered the keys ended on {day}.")
    if end > now + LONGEST_LIFE + dt.timedelta(days=1):
        raise BadEndDate
    return end
