"""Speaks 11st's Open API for one seller."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote
from xml.etree.ElementTree import Element

from pro.marketplaces import reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.connector import Connector
from pro.marketplaces.elevenst import mapping
from pro.marketplaces.elevenst.spec import MARKET
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    InvalidRequest,
    IpNotAllowed,
    MarketError,
)
from pro.marketplaces.http import Call
from pro.marketplaces.types import InfoEntry, InfoKind, Marketplace, MarketProduct, Page, Verified
from pro.marketplaces.xml import children

MARKET_SERVICE: Final = "/rest/prodmarketservice/prodmarket"
STATUSES: Final = ("103", "104", "105")  # on sale, sold out, not shown
PAGE: Final = 50
FINE: Final = {"", "0", "200"}
NO_SUCH_API: Final = "-997"  # the key is not known, or nothing was approved for it: 11st does not tell these apart
NOT_FOUND: Final = "404"
ABOUT_IP: Final = re.compile(r"(?<![A-Za-z])IP(?![A-Za-z])")  # the word, whatever Korean ending it has


class NoSuchProduct(InvalidRequest):
    """The product is not there any more."""


@registry.add
class ElevenSt(Connector):
    """One header carries the key. Answers are XML, mostly in EUC-KR, and errors come with status 200."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """`ClientMessage` and `AuthMessage` say errors; what they mean is partly in their Korean words only."""
        root = answer.xml()
        code = (root.findtext("resultCode") or "").strip()
        message = (root.findtext("message") or root.findtext("resultMessage") or "").strip()
        words = f"{code}: {message}"[:300]
        if root.tag == "AuthMessage" or code == NO_SUCH_API:
            return IpNotAllowed(words) if ABOUT_IP.search(message) else BadCredentials(words)
        if root.tag == "Product" and (root.findtext("nResult") or "").strip() == "0":
            return NoSuchProduct(words)
        if code == NOT_FOUND:
            return NoSuchProduct(words)
        if code in FINE:
            return InvalidRequest(words) if root.tag == "ClientMessage" and not code else None
        return IpNotAllowed(words) if ABOUT_IP.search(message) else InvalidRequest(words)

    def verify(self) -> Verified:
        """Places of dispatch need a seller's key; the category call would answer without one."""
        self._addresses("outboundarea")
        seller = self.credentials.get("seller_id")
        return Verified(account_id=seller, account_name=seller)

    def market_info(self) -> list[InfoEntry]:
        templates = mapping.templates(self._get("/rest/prodservices/sendCloseList"))
        entries = [
            *(mapping.address(InfoKind.SHIP_FROM, row) for row in self._addresses("outboundarea")),
            *(mapping.address(InfoKind.RETURN_ADDRESS, row) for row in self._addresses("inboundarea")),
            *templates,
            *mapping.categories(children(self._get("/rest/cateservice/category"), "category")),
        ]
        return list({(entry.kind, entry.key): entry for entry in entries}.values())

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: status and the place in its list, from 1. 11st tells no total; a short page ends a status."""
        status, start = _read_cursor(cursor)
        while True:
            rows = self._rows(status, start)
            following = _following(status, start + PAGE, is_last=len(rows) < PAGE)
            products = [one for row in rows if (one := self._product(row, status)) is not None]
            yield Page(tuple(products), following)
            if not following:
                return
            status, start = _read_cursor(following)

    def _rows(self, status: str, start: int) -> list[dict[str, Any]]:
        end = start + PAGE - 1
        body = (
            f"<SearchProduct><limit>{PAGE}</limit><start>{start}</start><end>{end}</end>"
            f"<selStatCd>{status}</selStatCd></SearchProduct>"
        )
        try:
            root = self._send(
                Call("POST", MARKET_SERVICE, headers=self._headers(), content=body.encode(), is_safe=True)
            )
        except NoSuchProduct:  # none of this status
            return []
        return children(root, "product")

    def _product(self, row: Mapping[str, Any], status: str) -> MarketProduct | None:
        number = quote(reader.text(row, "prdNo"), safe="")
        try:
            detail = self._get(f"{MARKET_SERVICE}/{number}")
            stocks = self._get(f"{MARKET_SERVICE}/stck/{number}")
        except NoSuchProduct:  # ended since the list was read
            return None
        return mapping.product(row, detail, stocks, status)

    def _addresses(self, which: str) -> list[dict[str, Any]]:
        """Rows of `inOutAddresss`, which 11st writes with three s."""
        root = self._get(f"/rest/areaservice/{which}")
        if root.tag != "inOutAddresss":
            raise BadAnswer("The answer holds no addresses.")
        return children(root, "inOutAddress")

    def _get(self, path: str) -> Element:
        return self._send(Call("GET", path, headers=self._headers()))

    def _send(self, call: Call) -> Element:
        return self.http.send(call).xml()

    def _headers(self) -> Mapping[str, str]:
        return {"openapikey": self.credentials.get("api_key"), "Content-Type": "text/xml; charset=UTF-8"}


def _read_cursor(cursor: str) -> tuple[str, int]:
    if not cursor:
        return STATUSES[0], 1
    status, _colon, start = cursor.partition(":")
    if status not in STATUSES or not start.isdecimal() or int(start) < 1:
        raise BadAnswer("This place in the product list is none.")
    return status, int(start)


def _following(status: str, start: int, *, is_last: bool) -> str:
    if not is_last:
        return f"{status}:{start}"
    place = STATUSES.index(status) + 1
    return f"{STATUSES[place]}:1" if place < len(STATUSES) else ""
