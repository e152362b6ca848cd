"""Speaks RMS for one shop of Rakuten Ichiba."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from pro.marketplaces import addresses, reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.connector import Connector
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    Expired,
    ForbiddenScope,
    InvalidRequest,
    MarketDown,
    MarketError,
)
from pro.marketplaces.http import Call
from pro.marketplaces.rakuten import mapping
from pro.marketplaces.rakuten.spec import MARKET
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Registered, Verified

JAPAN: Final = dt.timezone(dt.timedelta(hours=9))
HITS: Final = 100
MOST_STOCKS: Final = 1000


def authorization(service_secret: str, license_key: str) -> str:
    """`ESA` and both keys in base64."""
    return "ESA " + base64.b64encode(f"{service_secret}:{license_key}".encode()).decode()


@registry.add
class Rakuten(Connector):
    """Every call carries both keys; nothing is handed out and nothing renewed."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """RMS says errors in three shapes: a list in JSON, `Results` in JSON, and a code in the ShopAPI's XML."""
        if answer.body.lstrip().startswith(b"<") and not answer.is_html:
            return _shop_error(answer.xml())
        if answer.status < 400:
            return None
        data = answer.data()
        if reader.at(data, "Results.errorCode") is not None:
            code = reader.text(data, "Results.errorCode")
            words = f"{code}: {reader.text(data, 'Results.message', '')}"
            return ForbiddenScope(words) if code == "ES04-01" else InvalidRequest(words)
        errors = reader.items(data, "errors", is_optional=True)
        words = "; ".join(f"{reader.text(one, 'code', '')}: {reader.text(one, 'message', '')}" for one in errors)[:500]
        if answer.status == 401:
            return BadCredentials(words)
        return InvalidRequest(words) if errors else None

    def verify(self) -> Verified:
        query = urlencode({"licenseKey": self.credentials.get("license_key")})
        data = self._json("GET", "/es/1.0/license-management/license-key/expiry-date", query)
        expires_at = reader.moment(data, "expiryDate", JAPAN)
        if expires_at <= dt.datetime.now(dt.UTC):
            raise Expired(f"The license key ended on {expires_at:%Y-%m-%d}.")
        own = next(iter(mapping.shop(self._shop("shopMaster"))), None)
        asked = self.credentials.get("shop_url").strip("/").lower()
        told = own.values.get("url", "").rstrip("/").rpartition("/")[2].lower() if own else ""
        if told and told != asked:
            raise BadCredentials(f"These keys belong to the shop {told}, not to {asked}.")
        return Verified(account_id=asked, account_name=own.title if own else asked, expires_at=expires_at)

    def market_info(self) -> list[InfoEntry]:
        return [
            *mapping.shop(self._shop("shopMaster")),
            *mapping.ship_from(self._shop("shipFrom")),
            *mapping.delivery_sets(self._shop("deliverySetInfo")),
        ]

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: RMS's own mark; the list has ended once it hands out the mark that was sent."""
        mark = cursor or "*"
        while True:
            query = urlencode({"hits": HITS, "cursorMark": mark})
            data = self._json("GET", "/es/2.0/items/search", query)
            found = [reader.at(row, "item") for row in reader.items(data, "results", is_optional=True)]
            if not all(isinstance(item, dict) for item in found):
                raise BadAnswer("The answer has a result without an item.")
            following = reader.text(data, "nextCursorMark", mark)
            is_last = following == mark or not found
            yield Page(tuple(self._products(found)), "" if is_last else following, reader.integer(data, "numFound"))
            if is_last:
                return
            mark = following

    def register_product(self, product: MarketProduct, choices: Mapping[str, str]) -> Registered:
        """A new manage number each time, so that nothing that is there is ever changed; hidden, as the facts allow."""
        body, stocks = mapping.new_item(product, choices.get("genre", ""), choices.get("delivery", ""))
        number = f"c24-{secrets.token_hex(8)}"
        self._send("PUT", f"/es/2.0/items/manage-numbers/{number}", body)
        for sku, quantity in stocks.items():
            path = f"/es/2.1/inventories/manage-numbers/{number}/variants/{sku}"
            self._send("PUT", path, {"mode": "ABSOLUTE", "quantity": quantity})
        shop = quote(self.credentials.get("shop_url").strip("/"), safe="")
        return Registered(number, f"https://item.rakuten.co.jp/{shop}/{number}/")

    def _products(self, items: list[dict[str, Any]]) -> Iterator[MarketProduct]:
        shop = quote(self.credentials.get("shop_url").strip("/"), safe="")
        image_base = f"{addresses.base_url(MARKET, 'image')}/{shop}"
        stocks = self._stocks(items)
        for item in items:
            found = mapping.product(item, stocks, image_base)
            if found is not None:
                yield found

    def _stocks(self, items: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
        wanted = [
            {"manageNumber": reader.text(item, "manageNumber"), "variantId": str(sku)}
            for item in items
            for sku in reader.at(item, "variants") or {}
        ]
        known: dict[tuple[str, str], int] = {}
        for start in range(0, len(wanted), MOST_STOCKS):
            body = {"inventories": wanted[start : start + MOST_STOCKS]}
            call = Call("POST", "/es/2.1/inventories/bulk-get", headers=self._headers(), json=body, is_safe=True)
            known |= mapping.stock_rows(reader.items(self.http.send(call).data(), "inventories", is_optional=True))
        return known

    def _shop(self, name: str) -> Element:
        call = Call("GET", f"/es/1.0/shop/{name}", headers=self._headers())
        result = self.http.send(call).xml().find("result")
        if result is None:
            raise BadAnswer("The answer has no result.")
        return result

    def _json(self, method: str, path: str, query: str) -> dict[str, Any]:
        return self.http.send(Call(method, path, query, headers=self._headers())).data()

    def _send(self, method: str, path: str, body: dict[str, Any]) -> None:
        """A PUT to a number of our own may be repeated: it ends the same."""
        self.http.send(Call(method, path, headers=self._headers(), json=body, is_safe=True))

    def _headers(self) -> dict[str, str]:
        both = authorization(self.credentials.get("service_secret"), self.credentials.get("license_key"))
        return {"Authorization": both}


def _shop_error(root: Element) -> MarketError | None:
    code = (root.findtext("resultCode") or "").strip()
    if code == "N000":
        return None
    words = f"{code}: " + "; ".join(one.text or "" for one in root.iter("message"))[:300]
    if code == "S900":
        return MarketDown(words)
    return InvalidRequest(words) if code else BadAnswer("The answer has no resultCode.")
