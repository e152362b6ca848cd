"""Speaks Shopee's Open Platform for one shop."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from pro.marketplaces import addresses, reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.clock import ClockOff
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TOKEN
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
from pro.marketplaces.http import Call
from pro.marketplaces.shopee import mapping
from pro.marketplaces.shopee.spec import MARKET
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Verified

FIRST_TOKEN: Final = "/api/v2/auth/token/get"  # noqa: S105 - an address
NEXT_TOKEN: Final = "/api/v2/auth/access_token/get"  # noqa: S105 - an address
REFRESH: Final = "refresh_token"
ENDS_AT: Final = "token_ends_at"
SHOP: Final = "shop_id"
EARLY_SECONDS: Final = 300
PAGE: Final = 50
STATUSES: Final = ("NORMAL", "UNLIST")
NO_ERROR: Final = {"", "-"}
CODES: Final[dict[str, type[MarketError]]] = {
    "error_sign": BadCredentials,
    "invalid_partner_id": BadCredentials,
    "error_partner_key_expired": Expired,
    "error_api_call_restricted": ForbiddenScope,
    "api_suspended": ForbiddenScope,
    "error_permission": ForbiddenScope,
    "error_limit": RateLimited,
    "error_rate_limit": RateLimited,
    "source_ip_undeclared": IpNotAllowed,
    "error_server": MarketDown,
    "error_inner": MarketDown,
}
DAY_IS_USED_UP: Final = "error_limit"
LONG_PAUSE_SECONDS: Final = 3600.0


class Refused(BadCredentials):
    """`error_auth`: the access token has ended or was taken back, or app and shop do not belong together."""


class ConsentEnded(Expired):
    """Nothing renews the tokens any more."""

    text = _("Your consent at the marketplace has ended or was taken back. Agree there again.")


class NoConsent(InvalidRequest):
    """The way back from the consent page brought nothing that can be used."""

    text = _("The marketplace sent no consent for one shop. Start again and agree with the shop's own account.")


def signature(partner_key: str, *parts: str | int) -> str:
    """Hex HMAC-SHA256 over the parts one after another: partner, path, time, and for shop calls token and shop."""
    return hmac.new(partner_key.encode(), "".join(map(str, parts)).encode(), hashlib.sha256).hexdigest()


@registry.add
class Shopee(Connector):
    """Every call is signed. Access tokens last four hours; the refresh token is good once, spent under the lease."""

    market: ClassVar[Marketplace] = MARKET

    def explain(self, answer: Answer) -> MarketError | None:
        """Errors come with any status; some names carry the part of the API in front."""
        data = answer.data()
        name = reader.text(data, "error", "").rpartition(".")[2]
        if name in NO_ERROR and answer.status < 300:
            return None
        words = reader.text(data, "message", "")
        detail = f"{name}: {words}"[:300]
        if "timestamp" in words.lower():
            return ClockOff(detail)
        if name == "error_auth":
            return Refused(detail)
        if name == DAY_IS_USED_UP:
            return RateLimited(detail, retry_after=LONG_PAUSE_SECONDS)
        kind = CODES.get(name)
        if kind is RateLimited:
            return RateLimited(detail, retry_after=answer.retry_after_seconds)
        if kind is None and answer.status in {401, 403}:
            return None
        return (kind or InvalidRequest)(detail)

    def consent_url(self, state: str, return_url: str) -> str:
        query = {
            "partner_id": self.credentials.get("partner_id"),
            "auth_type": "seller",
            "redirect_uri": return_url,
            "response_type": "code",
            "state": state,
        }
        return f"{addresses.base_url(MARKET, 'auth')}/auth?{urlencode(query)}"

    def accept_consent(self, answered: Mapping[str, str], return_url: str) -> None:
        code, shop = answered.get("code", ""), answered.get("shop_id", "")
        if not code or not shop.isdecimal():
            raise NoConsent
        try:
            tokens = self._tokens(FIRST_TOKEN, {"code": code}, {**self.credentials.everything(), SHOP: shop})
        except (InvalidRequest, Refused) as error:
            if isinstance(error, ClockOff):
                raise
            raise NoConsent(error.detail, raw=error.raw) from None
        self.credentials.keep(tokens | {SHOP: shop})

    def verify(self) -> Verified:
        """The shop's own end of the consent is its end here."""
        if not self.credentials.get(REFRESH):
            raise ConsentEnded
        data = self._get("/api/v2/shop/get_shop_info")
        shop = self.credentials.get(SHOP)
        ends = reader.integer(data, "expire_time", 0)
        return Verified(shop, reader.text(data, "shop_name", "") or shop, _moment(ends) if ends else None)

    def market_info(self) -> list[InfoEntry]:
        found = self._get("/api/v2/logistics/get_address_list")
        channels = self._get("/api/v2/logistics/get_channel_list")
        rows = reader.items(found, "response.address_list", is_optional=True)
        return [
            *(entry for row in rows for entry in mapping.address(row)),
            *mapping.channels(reader.items(channels, "response.logistics_channel_list", is_optional=True)),
        ]

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: Shopee's offset. Per page a call for the list, one for its items and one per item with models."""
        offset = int(cursor) if cursor.isdecimal() else 0
        while True:
            query = [("offset", str(offset)), ("page_size", str(PAGE)), *(("item_status", one) for one in STATUSES)]
            data = self._get("/api/v2/product/get_item_list", query)
            numbers = [reader.text(row, "item_id") for row in reader.items(data, "response.item", is_optional=True)]
            following = ""
            if reader.boolean(data, "response.has_next_page", False):
                offset = reader.integer(data, "response.next_offset")
                following = str(offset)
            yield Page(tuple(self._products(numbers)), following, reader.integer(data, "response.total_count", 0))
            if not following:
                return

    def _products(self, numbers: Sequence[str]) -> Iterator[MarketProduct]:
        if not numbers:
            return
        data = self._get("/api/v2/product/get_item_base_info", [("item_id_list", ",".join(numbers))])
        for item in reader.items(data, "response.item_list", is_optional=True):
            models: Mapping[str, Any] = {}
            if reader.boolean(item, "has_model", False):
                answer = self._get("/api/v2/product/get_model_list", [("item_id", reader.text(item, "item_id"))])
                models = reader.at(answer, "response") or {}
            yield mapping.product(item, models)

    def _get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
        """With a token that lives; one that is refused is renewed by one worker, and the call is made once more."""
        ends_at = self.credentials.get(ENDS_AT)
        if not ends_at or float(ends_at) - time.time() < EARLY_SECONDS:
            self.credentials.refresh(self.credentials.get(TOKEN), self._renewed)
        stale = self.credentials.get(TOKEN)
        try:
            return self._ask(path, query)
        except Refused:
            self.credentials.refresh(stale, self._renewed)
            return self._ask(path, query)

    def _ask(self, path: str, query: Sequence[tuple[str, str]]) -> dict[str, Any]:
        token, shop = self.credentials.get(TOKEN), self.credentials.get(SHOP)
        common = _signed(self.credentials.everything(), path, token, shop)
        sent = urlencode([*common.items(), ("access_token", token), ("shop_id", shop), *query])
        return self.http.send(Call("GET", path, sent)).data()

    def _renewed(self, values: Mapping[str, str]) -> dict[str, str]:
        """Spends the refresh token: never sent twice, whatever becomes of the answer."""
        if not values.get(REFRESH):
            raise ConsentEnded
        try:
            return self._tokens(NEXT_TOKEN, {REFRESH: values[REFRESH]}, values)
        except ClockOff:
            raise
        except (InvalidRequest, Refused) as error:
            raise ConsentEnded(error.detail, raw=error.raw) from None

    def _tokens(self, path: str, body: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        try:
            ids = {"partner_id": int(values.get("partner_id", "")), SHOP: int(values.get(SHOP, ""))}
        except ValueError:
            raise BadCredentials("The partner ID is a number.") from None
        call = Call("POST", path, urlencode(_signed(values, path)), json={**body, **ids}, is_safe=False)
        data = self.http.send(call).data()
        life = reader.integer(data, "expire_in")
        found = {TOKEN: reader.text(data, TOKEN), REFRESH: reader.text(data, REFRESH)}
        if not all(found.values()):
            raise BadAnswer("The answer has no tokens.")
        return found | {ENDS_AT: str(int(time.time()) + life)}


def _signed(values: Mapping[str, str], path: str, *more: str) -> dict[str, str]:
    """What every call's query begins with."""
    now, partner = str(int(time.time())), values.get("partner_id", "")
    return {
        "partner_id": partner,
        "timestamp": now,
        "sign": signature(values.get("partner_key", ""), partner, path, now, *more),
    }


def _moment(seconds: int) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise BadAnswer("The answer's expire_time is no time.") from None
