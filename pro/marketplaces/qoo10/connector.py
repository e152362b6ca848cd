"""Speaks QAPI for one seller of eBay Japan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from django.utils import timezone

from pro.marketplaces import reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.connector import Connector
from pro.marketplaces.errors import BadAnswer, BadCredentials, Expired, ForbiddenScope, InvalidRequest, MarketError
from pro.marketplaces.http import Call
from pro.marketplaces.qoo10 import mapping
from pro.marketplaces.qoo10.spec import MARKET
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Registered, Verified
from pro.marketplaces.xml import as_data

PATH: Final = "/GMKT.INC.Front.QAPIService/ebayjapan.qapi/"
STATUSES: Final = ("S2", "S1")
PAGE: Final = 20
KEY_LIFE: Final = dt.timedelta(days=365)
NOT_FOUND: Final = {-10001, -10009}
ERRORS: Final[dict[int, type[MarketError]]] = {
    -10000: BadCredentials,
    -90002: ForbiddenScope,
    -90003: ForbiddenScope,
    -90004: Expired,
    -90005: Expired,
}


class NoSuchItem(InvalidRequest):
    """The item is not there, or in a state the API does not show."""


@registry.add
class Qoo10(Connector):
    """`sak`, the seller authorization key, is made from ID, password and API key and stored instead of the password."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """QAPI says errors with status 200 in JSON of two shapes, in XML, or in plain words."""
        if answer.text.startswith("Can't find "):
            return InvalidRequest(answer.text[:200])
        data = _data(answer)
        name = "ErrorCode" if "ErrorCode" in data else "ResultCode"
        code = reader.integer(data, name)
        if code == 0:
            return None
        words = reader.text(data, "ErrorMsg" if name == "ErrorCode" else "ResultMsg", "")
        kind = NoSuchItem if code in NOT_FOUND else ERRORS.get(code, InvalidRequest)
        return kind(f"{code}: {words}"[:300])

    def verify(self) -> Verified:
        expires_at = None
        if self.credentials.get("password"):
            self.credentials.keep({"sak": self._certification_key()})
            expires_at = timezone.now() + KEY_LIFE
        self._delivery_groups()
        user_id = self.credentials.get("user_id")
        return Verified(account_id=user_id, account_name=user_id, expires_at=expires_at)

    def market_info(self) -> list[InfoEntry]:
        categories = self._ask("CommonInfoLookup.GetCatagoryListAll", {"lang_cd": "JA"})
        rows = reader.items(categories, "ResultObject", is_optional=True)
        return [
            *(mapping.delivery_group(row) for row in self._delivery_groups()),
            *{entry.key: entry for entry in map(mapping.category, rows)}.values(),
        ]

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: status, QAPI's page and the place in it. Two calls per product, so our pages are small."""
        total = sum(self._codes(status, 1)[1] for status in STATUSES)
        status, number, offset = _read_cursor(cursor)
        while True:
            codes, _total, is_last = self._codes(status, number)
            part = codes[offset : offset + PAGE]
            offset += PAGE
            if offset >= len(codes):
                status, number, offset = _next_list(status, number, is_last)
            following = f"{status}:{number}:{offset}" if status else ""
            products = [one for code, state in part if (one := self._product(code, state)) is not None]
            yield Page(tuple(products), following, total)
            if not following:
                return

    def register_product(self, product: MarketProduct, choices: Mapping[str, str]) -> Registered:
        form = mapping.new_goods(product, choices.get("category", ""), choices.get("delivery", ""))
        answer = self._ask("ItemsBasic.SetNewGoods", form, version="1.1", is_safe=False)
        number = reader.text(answer, "ResultObject.GdNo")
        return Registered(number, f"https://www.qoo10.jp/g/{number}")

    def _certification_key(self) -> str:
        form = {"user_id": self.credentials.get("user_id"), "pwd": self.credentials.get("password")}
        try:
            answer = self._ask("CertificationAPI.CreateCertificationKey", form, key=self.credentials.get("api_key"))
        except InvalidRequest as error:  # whatever it says, these three values are all it was asked about
            raise BadCredentials(error.detail, raw=error.raw) from None
        return reader.text(answer, "ResultObject")

    def _delivery_groups(self) -> list[dict[str, Any]]:
        return reader.items(self._ask("ItemsLookup.GetSellerDeliveryGroupInfo", {}), "ResultObject", is_optional=True)

    def _codes(self, status: str, number: int) -> tuple[list[tuple[str, str]], int, bool]:
        """Codes with their status on one of QAPI's pages (500), how many there are in all, whether it is the last."""
        answer = self._ask("ItemsLookup.GetAllGoodsInfo", {"ItemStatus": status, "Page": str(number)})
        found = answer.get("ResultObject") or {}
        rows = reader.items(found, "Items", is_optional=True)
        codes = [(reader.text(row, "ItemCode"), status) for row in rows]
        return codes, reader.integer(found, "TotalItems", 0), number >= reader.integer(found, "TotalPages", 0)

    def _product(self, code: str, status: str) -> MarketProduct | None:
        try:
            details = reader.items(
                self._ask("ItemsLookup.GetItemDetailInfo", {"ItemCode": code}, version="1.2"), "ResultObject"
            )
        except NoSuchItem:  # taken off the shelf since the list was read
            return None
        if not details:
            return None
        inventory = self._ask("ItemsLookup.GetGoodsInventoryInfo", {"ItemCode": code})
        return mapping.product(details[0], reader.items(inventory, "ResultObject", is_optional=True), status)

    def _ask(
        self, method: str, form: Mapping[str, str], *, version: str = "1.0", key: str = "", is_safe: bool = True
    ) -> dict[str, Any]:
        headers = {"GiosisCertificationKey": key or self.credentials.get("sak"), "QAPIVersion": version}
        call = Call(
            "POST",
            f"{PATH}{method}",
            headers=headers,
            form={"returnType": "application/json", **form},
            is_safe=is_safe,
        )
        return _data(self.http.send(call))


def _data(answer: Answer) -> dict[str, Any]:
    if answer.body.lstrip().startswith(b"<") and not answer.is_html:
        return as_data(answer.xml())
    return answer.data()


def _read_cursor(cursor: str) -> tuple[str, int, int]:
    if not cursor:
        return STATUSES[0], 1, 0
    status, _colon, rest = cursor.partition(":")
    number, _colon, offset = rest.partition(":")
    if status not in STATUSES or not (number.isdecimal() and offset.isdecimal()):
        raise BadAnswer("This place in the product list is none.")
    return status, int(number), int(offset)


def _next_list(status: str, number: int, is_last: bool) -> tuple[str, int, int]:
    """The page after a page that is done; an empty status is the end."""
    if not is_last:
        return status, number + 1, 0
    place = STATUSES.index(status) + 1
    return (STATUSES[place], 1, 0) if place < len(STATUSES) else ("", 0, 0)
