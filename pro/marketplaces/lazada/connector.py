"""Speaks Lazada's Open Platform for one seller of one country."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.utils import timezone

from pro.marketplaces import addresses, reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TOKEN, Credentials
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    Expired,
    ForbiddenScope,
    InvalidRequest,
    IpNotAllowed,
    MarketDown,
    MarketError,
    RateLimited,
)
from pro.marketplaces.http import Call, MarketHttp
from pro.marketplaces.lazada import mapping
from pro.marketplaces.lazada.spec import COUNTRIES, MARKET
from pro.marketplaces.types import InfoEntry, Marketplace, Page, Verified

REST: Final = "/rest"  # part of every address, but not of what is signed
PAGE: Final = 50
RENEW_BEFORE: Final = dt.timedelta(minutes=10)
PAUSE_SECONDS: Final = 30.0


class TokenRefused(BadCredentials):
    """The access token is over or was taken back; a renewed one may do."""


# IncompleteSignature, and that a time more than 7200 s off is refused, are in the reference; the other names are the
# platform's general ones, as known in the field.
ERRORS: Final[dict[str, type[MarketError]]] = {
    "IncompleteSignature": BadCredentials,
    "InvalidAppKey": BadCredentials,
    "MissingAppkey": BadCredentials,
    "InvalidCode": BadCredentials,
    "InvalidTimestamp": ClockOff,
    "IllegalTimestamp": ClockOff,
    "IllegalAccessToken": TokenRefused,
    "MissingAccessToken": TokenRefused,
    "IllegalRefreshToken": Expired,
    "InsufficientPermission": ForbiddenScope,
    "AppWhiteIpLimit": IpNotAllowed,
    "ServiceUnavailable": MarketDown,
}


def sign(path: str, params: Mapping[str, str], secret: str) -> str:
    """HMAC-SHA256 in upper-case hex over the path and every name with its value, sorted by name."""
    base = path + "".join(f"{name}{params[name]}" for name in sorted(params))
    return hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest().upper()


@registry.add
class Lazada(Connector):
    """Consent gives an access token of days and a refresh token of months; both are replaced at each renewal."""

    market: ClassVar[Marketplace] = MARKET

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self.country = COUNTRIES.get(credentials.get("country"), COUNTRIES["sg"])
        self.site = MarketHttp(MARKET, credentials, host=self.country.host, explain=self.explain)
        self.auth = MarketHttp(MARKET, credentials, host="auth", explain=self.explain)

    def close(self) -> None:
        self.site.close()
        self.auth.close()
        super().close()

    def explain(self, answer: Answer) -> MarketError | None:
        """All errors come with status 200: a `code` other than 0, and a `type` that says whose fault it is."""
        data = answer.data()
        code = reader.text(data, "code", "0") if "access_token" in data else reader.text(data, "code")
        if code == "0":
            return None
        words = f"{code}: {reader.text(data, 'message', '')}"[:300]
        if code == "ApiCallLimit":
            found = re.search(r"(\d+)\s*second", words)
            return RateLimited(words, retry_after=float(found.group(1)) if found else PAUSE_SECONDS)
        if code in ERRORS:
            return ERRORS[code](words)
        return MarketDown(words) if reader.text(data, "type", "") in {"ISP", "SYSTEM"} else InvalidRequest(words)

    def consent_url(self, state: str, return_url: str) -> str:
        query = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": return_url,
            "client_id": self.credentials.get("app_key"),
            "state": state,
        }
        return f"{addresses.base_url(MARKET, 'auth')}/oauth/authorize?{urlencode(query)}"

    def accept_consent(self, answered: Mapping[str, str], return_url: str) -> None:
        """Raises BadCredentials where nothing was agreed to, or with a store that does not sell in this country."""
        code = answered.get("code", "")
        if not code:
            raise BadCredentials("Lazada sent no code: the consent was not given.")
        tokens = self._call(self.auth, "POST", "/auth/token/create", {"code": code})
        stores = [reader.text(one, "country", "").lower() for one in _stores(tokens)]
        wanted = self.credentials.get("country")
        if stores and wanted not in stores:
            raise BadCredentials(f"This store sells in {', '.join(stores)}, not in {wanted}.")
        self.credentials.keep(_kept(tokens))

    def verify(self) -> Verified:
        seller = self._seller()
        number = f"{self.credentials.get('country')}:{reader.text(seller, 'seller_id')}"
        return Verified(number, reader.text(seller, "name", "") or number, self._consent_ends_at())

    def market_info(self) -> list[InfoEntry]:
        providers = reader.items(self._data("/shipment/providers/get"), "shipment_providers", is_optional=True)
        tree = reader.items(self._ask("/category/tree/get"), "data")
        entries = [mapping.shop(self._seller()), *map(mapping.provider, providers), *mapping.categories(tree)]
        return list({(entry.kind, entry.key): entry for entry in entries}.values())

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: the offset. Every product once, whatever its state."""
        if cursor and not cursor.isdecimal():
            raise BadAnswer("This place in the product list is none.")
        offset = int(cursor or 0)
        while True:
            query = {"filter": "all", "offset": str(offset), "limit": str(PAGE), "options": "1"}
            data = self._data("/products/get", query)
            rows = reader.items(data, "products", is_optional=True)
            total = reader.integer(data, "total_products", 0)
            offset += len(rows)
            following = str(offset) if rows and offset < total else ""
            yield Page(tuple(mapping.product(row, self.country.currency) for row in rows), following, total)
            if not following:
                return

    def _seller(self) -> dict[str, Any]:
        return self._data("/seller/get")

    def _data(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        found = self._ask(path, params).get("data")
        if not isinstance(found, dict):
            raise BadAnswer("The answer has no data.")
        return found

    def _ask(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A GET of the seller's; a token that ends soon or is refused is renewed, once."""
        token = self.credentials.get(TOKEN)
        if self._ends_soon():
            self.credentials.refresh(token, self._renew)
            token = self.credentials.get(TOKEN)
        try:
            return self._call(self.site, "GET", path, {**(params or {}), "access_token": token})
        except TokenRefused:
            self.credentials.refresh(token, self._renew)
        return self._call(self.site, "GET", path, {**(params or {}), "access_token": self.credentials.get(TOKEN)})

    def _renew(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """Raises Expired where the merchant has to agree again."""
        if not values.get("refresh_token"):
            raise Expired("There is no consent to renew.")
        return _kept(self._call(self.auth, "POST", "/auth/token/refresh", {"refresh_token": values["refresh_token"]}))

    def _call(self, http: MarketHttp, method: str, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        signed = {
            **params,
            "app_key": self.credentials.get("app_key"),
            "timestamp": str(int(timezone.now().timestamp() * 1000)),
            "sign_method": "sha256",
        }
        signed["sign"] = sign(path, signed, self.credentials.get("app_secret"))
        return http.send(Call(method, f"{REST}{path}", urlencode(signed))).data()

    def _ends_soon(self) -> bool:
        ends_at = _moment(self.credentials.get("access_ends_at"))
        return ends_at is not None and ends_at < timezone.now() + RENEW_BEFORE

    def _consent_ends_at(self) -> dt.datetime | None:
        return _moment(self.credentials.get("refresh_ends_at"))


def _stores(tokens: Mapping[str, Any]) -> list[dict[str, Any]]:
    return reader.items(tokens, "country_user_info", is_optional=True)


def _kept(tokens: Mapping[str, Any]) -> dict[str, str]:
    now = timezone.now()
    return {
        TOKEN: reader.text(tokens, "access_token"),
        "refresh_token": reader.text(tokens, "refresh_token"),
        "access_ends_at": (now + dt.timedelta(seconds=reader.integer(tokens, "expires_in"))).isoformat(),
        "refresh_ends_at": (now + dt.timedelta(seconds=reader.integer(tokens, "refresh_expires_in"))).isoformat(),
    }


def _moment(kept: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(kept) if kept else None
