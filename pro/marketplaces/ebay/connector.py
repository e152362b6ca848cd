"""Speaks eBay's Sell APIs for one seller on one site."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.utils import timezone

from pro.marketplaces import addresses, reader, registry
from pro.marketplaces.answer import Answer
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TOKEN, Credentials
from pro.marketplaces.ebay import mapping
from pro.marketplaces.ebay.spec import MARKET
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    Expired,
    ForbiddenScope,
    InvalidRequest,
    MarketError,
)
from pro.marketplaces.http import Call, MarketHttp
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Verified

INVENTORY: Final = "/sell/inventory/v1"
SCOPES: Final = " ".join(
    f"https://api.ebay.com/oauth/api_scope/{name}"
    for name in ("sell.inventory", "sell.account", "commerce.identity.readonly")
)
PAGE: Final = 25
RENEW_BEFORE: Final = dt.timedelta(minutes=5)
CONSENT_SECONDS: Final = 47_304_000  # about 18 months, where the answer does not say


class TokenRefused(BadCredentials):
    """The access token is over; a renewed one may do."""


class NotThere(InvalidRequest):
    """Nothing of that name: an item without offers, a group that was taken away."""


OAUTH: Final[dict[str, type[MarketError]]] = {
    "invalid_client": BadCredentials,
    "invalid_grant": Expired,
    "invalid_scope": ForbiddenScope,
    "unauthorized_client": ForbiddenScope,
}


def basic(client_id: str, client_secret: str) -> str:
    """The Authorization of the token call."""
    return "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()


@registry.add
class Ebay(Connector):
    """Consent gives an access token of two hours and a refresh token of 18 months, which stays."""

    market: ClassVar[Marketplace] = MARKET

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self.identity = MarketHttp(MARKET, credentials, host="identity", explain=self.explain)
        self._groups: dict[str, Mapping[str, Any]] = {}

    def close(self) -> None:
        self.identity.close()
        super().close()

    def explain(self, answer: Answer) -> MarketError | None:
        """Two shapes: a list of errors of the APIs, and OAuth's `error`. The status is honest."""
        if answer.status < 400:
            return None
        data = answer.data()
        name = reader.at(data, "error")
        if isinstance(name, str):
            return OAUTH.get(name, InvalidRequest)(f"{name}: {reader.text(data, 'error_description', '')}"[:300])
        errors = reader.items(data, "errors", is_optional=True)
        words = "; ".join(
            f"{reader.text(one, 'errorId', '')}: "
            f"{reader.text(one, 'longMessage', '') or reader.text(one, 'message', '')}"
            for one in errors
        )[:500]
        kinds: dict[int, type[MarketError]] = {401: TokenRefused, 403: ForbiddenScope, 404: NotThere}
        return kinds.get(answer.status, InvalidRequest)(words) if errors else None

    def consent_url(self, state: str, return_url: str) -> str:
        """The way back is the RuName, which stands at eBay for `return_url`."""
        query = {
            "client_id": self.credentials.get("client_id"),
            "redirect_uri": self.credentials.get("ru_name"),
            "response_type": "code",
            "scope": SCOPES,
            "state": state,
        }
        return f"{addresses.base_url(MARKET, 'auth')}/oauth2/authorize?{urlencode(query)}"

    def accept_consent(self, answered: Mapping[str, str], return_url: str) -> None:
        code = answered.get("code", "")
        if not code:
            raise BadCredentials("eBay sent no code: the consent was not given.")
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.credentials.get("ru_name")}
        try:
            tokens = self._token_call(form)
        except Expired as error:  # the code is what was granted here
            raise BadCredentials(error.detail, raw=error.raw) from None
        seconds = reader.integer(tokens, "refresh_token_expires_in", CONSENT_SECONDS)
        ends_at = timezone.now() + dt.timedelta(seconds=seconds)
        kept = {"refresh_token": reader.text(tokens, "refresh_token"), "refresh_ends_at": ends_at.isoformat()}
        self.credentials.keep(_access(tokens) | kept)

    def verify(self) -> Verified:
        user = self._ask("/commerce/identity/v1/user/", http=self.identity)
        number = reader.text(user, "userId")
        ends_at = self.credentials.get("refresh_ends_at")
        return Verified(
            account_id=number,
            account_name=reader.text(user, "username", number),
            expires_at=dt.datetime.fromisoformat(ends_at) if ends_at else None,
        )

    def market_info(self) -> list[InfoEntry]:
        query = urlencode({"marketplace_id": self.credentials.get("marketplace_id")})
        found = [*map(mapping.location, self._locations())]
        for kind in mapping.POLICIES:
            found.extend(mapping.policies(kind, self._ask(f"/sell/account/v1/{kind}_policy", query)))
        return found

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: eBay's offset, which counts pages and stands in its link to the next one.

        An item of a group brings in the whole group if it is its first, and nothing else: each group comes once,
        wherever the list is taken up again. eBay's total counts items, so ours is not told.
        """
        if cursor and not cursor.isdecimal():
            raise BadAnswer("This place in the product list is none.")
        offset = cursor or "0"
        while True:
            data = self._ask(f"{INVENTORY}/inventory_item", urlencode({"limit": PAGE, "offset": offset}))
            rows = {reader.text(row, "sku"): row for row in reader.items(data, "inventoryItems", is_optional=True)}
            following = _next_offset(data)
            if following and not rows:
                raise BadAnswer("The answer has a next page, but no items.")
            yield Page(tuple(self._products(rows)), following)
            if not following:
                return
            offset = following

    def _products(self, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[MarketProduct]:
        for sku, row in rows.items():
            keys = reader.texts(row, "inventoryItemGroupKeys")
            if not keys:
                offered = self._offered(sku, row)
                if offered is not None:
                    yield mapping.single(offered)
            for key in keys:
                group = self._group(key)
                members = reader.texts(group, "variantSKUs")
                if members and members[0] == sku:
                    found = [self._offered(one, rows.get(one) or self._item(one)) for one in members]
                    product = mapping.grouped(key, group, [one for one in found if one is not None])
                    if product is not None:
                        yield product

    def _offered(self, sku: str, item: Mapping[str, Any]) -> mapping.Offered | None:
        try:
            data = self._ask(f"{INVENTORY}/offer", urlencode({"sku": sku}))
        except NotThere:
            return None
        rows = reader.items(data, "offers", is_optional=True)
        offer = mapping.offer(rows, self.credentials.get("marketplace_id"))
        return mapping.Offered(sku, item, offer) if offer is not None and item else None

    def _item(self, sku: str) -> Mapping[str, Any]:
        return self._ask_for(f"{INVENTORY}/inventory_item/{quote(sku, safe='')}")

    def _group(self, key: str) -> Mapping[str, Any]:
        """Kept for the time of this connector: every item of the group asks for it."""
        if key not in self._groups:
            self._groups[key] = self._ask_for(f"{INVENTORY}/inventory_item_group/{quote(key, safe='')}")
        return self._groups[key]

    def _ask_for(self, path: str) -> Mapping[str, Any]:
        """One thing by its name; empty where it was taken away since the list was read."""
        try:
            return self._ask(path)
        except NotThere:
            return {}

    def _locations(self) -> Iterator[Mapping[str, Any]]:
        offset = "0"
        while offset:
            data = self._ask(f"{INVENTORY}/location", urlencode({"limit": 100, "offset": offset}))
            rows = reader.items(data, "locations", is_optional=True)
            yield from rows
            offset = _next_offset(data) if rows else ""

    def _ask(self, path: str, query: str = "", *, http: MarketHttp | None = None) -> dict[str, Any]:
        """A GET of the seller's; a token that ends soon or is refused is renewed, once."""
        http = http or self.http
        token = self.credentials.get(TOKEN)
        if self._ends_soon():
            self.credentials.refresh(token, self._renew)
            token = self.credentials.get(TOKEN)
        try:
            return http.send(Call("GET", path, query, headers=_bearer(token))).data()
        except TokenRefused:
            self.credentials.refresh(token, self._renew)
        return http.send(Call("GET", path, query, headers=_bearer(self.credentials.get(TOKEN)))).data()

    def _renew(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """Raises Expired where the merchant has to agree again."""
        if not values.get("refresh_token"):
            raise Expired("There is no consent to renew.")
        form = {"grant_type": "refresh_token", "refresh_token": values["refresh_token"], "scope": SCOPES}
        return _access(self._token_call(form))

    def _token_call(self, form: Mapping[str, str]) -> dict[str, Any]:
        both = basic(self.credentials.get("client_id"), self.credentials.get("client_secret"))
        call = Call("POST", "/identity/v1/oauth2/token", headers={"Authorization": both}, form=form)
        return self.http.send(call).data()

    def _ends_soon(self) -> bool:
        ends_at = self.credentials.get("access_ends_at")
        return bool(ends_at) and dt.datetime.fromisoformat(ends_at) < timezone.now() + RENEW_BEFORE


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _access(tokens: Mapping[str, Any]) -> dict[str, str]:
    ends_at = timezone.now() + dt.timedelta(seconds=reader.integer(tokens, "expires_in"))
    return {TOKEN: reader.text(tokens, "access_token"), "access_ends_at": ends_at.isoformat()}


def _next_offset(data: Mapping[str, Any]) -> str:
    """The offset in the link to the next page, "" on the last one."""
    link = reader.text(data, "next", "")
    offset = parse_qs(urlsplit(link).query).get("offset", [""])[0]
    if link and not offset.isdecimal():
        raise BadAnswer("The answer's next page has no offset.")
    return offset
