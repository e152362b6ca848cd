"""Speaks Naver's Commerce API for one store."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode

import bcrypt
from django.utils.translation import gettext_lazy as _

from pro.marketplaces import reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TOKEN
from pro.marketplaces.errors import (
    BadCredentials,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    MarketDown,
    MarketError,
    RateLimited,
)
from pro.marketplaces.http import Call
from pro.marketplaces.naver import mapping
from pro.marketplaces.naver.spec import MARKET, SELF, SELLER
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Verified

TOKEN_PATH: Final = "/v1/oauth2/token"  # noqa: S105 - an address
ENDS_AT: Final = "token_ends_at"
EARLY_SECONDS: Final = 120
SALT: Final = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{22}")
PAGE: Final = 50
ROWS: Final = 100
MOST_PAGES: Final = 20
STATUSES: Final = ("SALE", "OUTOFSTOCK")
CODES: Final[dict[str, type[MarketError]]] = {
    "GW.AUTHN": BadCredentials,
    "GW.AUTHZ": ForbiddenScope,
    "GW.IP_NOT_ALLOWED": IpNotAllowed,
    "GW.RATE_LIMIT": RateLimited,
    "GW.PROXY": MarketDown,
    "GW.TIMEOUT": MarketDown,
}


class MalformedSecret(BadCredentials):
    """The secret is no bcrypt salt: nothing can be signed with it, and nothing was asked of Naver."""

    text = _("The application secret is malformed: a letter is missing or wrong. Copy it again, whole, with every $.")


class NoSuchProduct(InvalidRequest):
    """The product is no longer there."""


def signature(client_id: str, client_secret: str, timestamp_ms: int) -> str:
    """Base64 of bcrypt over ID and time with the secret as salt. Raises MalformedSecret."""
    if not SALT.match(client_secret):  # bcrypt takes some that are cut off in front
        raise MalformedSecret
    try:
        hashed = bcrypt.hashpw(f"{client_id}_{timestamp_ms}".encode(), client_secret.encode())
    except ValueError:
        raise MalformedSecret from None
    return base64.b64encode(hashed).decode()


@registry.add
class Naver(Connector):
    """Client credentials become a token of three hours, which workers share; a refused one is renewed once."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """Naver's codes begin with `GW.` where the gateway speaks; `invalidInputs` say which value is meant."""
        if answer.status < 300 and b'"GW.' not in answer.body[:200]:
            return None
        data = answer.data()
        code = reader.text(data, "code", "")
        if answer.status < 300 and not code:
            return None
        inputs = reader.items(data, "invalidInputs", is_optional=True)
        words = [
            reader.text(data, "message", ""),
            *(f"{reader.text(one, 'name', '')}: {reader.text(one, 'message', '')}" for one in inputs),
        ]
        detail = f"{code}: {'; '.join(words)}"[:500]
        if "timestamp" in detail.lower() and answer.status < 500:
            return ClockOff(detail)
        kind = CODES.get(code)
        if kind is not None:
            return kind(detail, retry_after=answer.retry_after_seconds if kind is RateLimited else None)
        if answer.status == 404 or code == "GW.NOT_FOUND":
            return NoSuchProduct(detail)
        return {401: BadCredentials, 403: ForbiddenScope}.get(answer.status, InvalidRequest)(detail)

    def verify(self) -> Verified:
        """Always asks for a token: one from before says nothing about keys that were just typed."""
        self.credentials.refresh(self.credentials.get(TOKEN), self._new_token)
        account = self._send("GET", "/v1/seller/account")
        uid = reader.text(account, "accountUid", "")
        name = reader.text(account, "accountId", "")
        return Verified(account_id=uid or reader.text(account, "accountId"), account_name=name or uid)

    def market_info(self) -> list[InfoEntry]:
        carriers = self._send("GET", "/v2/product-delivery-info/return-delivery-companies")
        return [
            *(mapping.address(row) for row in self._rows("/v1/seller/addressbooks-for-page", "addressBooks")),
            *(mapping.bundle_group(row) for row in self._rows("/v1/product-delivery-info/bundle-groups", "contents")),
            *mapping.return_carriers(carriers),
        ]

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: the page to come, of a list in the order of numbers. One call per product more."""
        number = int(cursor) if cursor.isdecimal() else 1
        while True:
            body = {"page": number, "size": PAGE, "orderType": "NO", "productStatusTypes": list(STATUSES)}
            data = self._send("POST", "/v1/products/search", body)
            rows = reader.items(data, "contents", is_optional=True)
            products = [one for row in rows if (one := self._product(row)) is not None]
            is_last = not rows or number >= reader.integer(data, "totalPages")
            number += 1
            yield Page(tuple(products), "" if is_last else str(number), reader.integer(data, "totalElements"))
            if is_last:
                return

    def _product(self, row: dict[str, Any]) -> MarketProduct | None:
        number = reader.text(row, "originProductNo")
        try:
            detail = self._send("GET", f"/v2/products/origin-products/{quote(number, safe='')}")
        except NoSuchProduct:  # taken away since the list was read
            return None
        return mapping.product(row, detail)

    def _rows(self, path: str, where: str) -> list[dict[str, Any]]:
        """All pages of a list of a hundred a page."""
        found: list[dict[str, Any]] = []
        for number in range(1, MOST_PAGES + 1):
            data = self._send("GET", path, query=urlencode({"page": number, "size": ROWS}))
            rows = reader.items(data, where, is_optional=True)
            found += rows
            if len(rows) < ROWS:
                break
        return found

    def _send(self, method: str, path: str, body: Any = None, query: str = "") -> Any:
        """With a token that lives; one that is refused is renewed and the call made once more."""

        def ask() -> Any:
            headers = {"Authorization": f"Bearer {self.credentials.get(TOKEN)}"}
            return self.http.send(Call(method, path, query, headers=headers, json=body, is_safe=True)).json()

        self._renew_early()
        stale = self.credentials.get(TOKEN)
        return _again(ask, lambda: self.credentials.refresh(stale, self._new_token))

    def _renew_early(self) -> None:
        ends_at = self.credentials.get(ENDS_AT)
        if not ends_at or float(ends_at) - time.time() < EARLY_SECONDS:
            self.credentials.refresh(self.credentials.get(TOKEN), self._new_token)

    def _new_token(self, values: Mapping[str, str]) -> dict[str, str]:
        """A token that has 30 minutes or more left is given out again, so this may bring the same one."""
        now_ms = int(time.time() * 1000)
        client_id, kind = values.get("client_id", ""), values.get("kind") or SELF
        form = {
            "client_id": client_id,
            "timestamp": str(now_ms),
            "client_secret_sign": signature(client_id, values.get("client_secret", ""), now_ms),
            "grant_type": "client_credentials",
            "type": kind,
        }
        if kind == SELLER:
            form["account_id"] = values.get("account_id", "")
        try:
            data = self.http.send(Call("POST", TOKEN_PATH, form=form, is_safe=True)).data()
        except ClockOff:
            raise
        except InvalidRequest as error:  # whatever it says, these values are all it was asked about
            raise BadCredentials(error.detail, raw=error.raw) from None
        life = reader.integer(data, "expires_in")
        return {TOKEN: reader.text(data, "access_token"), ENDS_AT: str(int(time.time()) + life)}


def _again(ask: Callable[[], Any], renew: Callable[[], None]) -> Any:
    try:
        return ask()
    except BadCredentials:
        renew()
        return ask()
