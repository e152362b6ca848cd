"""Speaks the Selling Partner API for one seller in one of Amazon's marketplaces."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pro.marketplaces import addresses, reader, registry
from pro.marketplaces.amazon import mapping
from pro.marketplaces.amazon.spec import API_HOSTS, CONSENT_HOSTS, JAPAN, MARKET
from pro.marketplaces.answer import Answer
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TOKEN, Credentials
from pro.marketplaces.errors import (
    BadAnswer,
    BadCredentials,
    Expired,
    ForbiddenScope,
    InvalidRequest,
    MarketDown,
    MarketError,
    RateLimited,
)
from pro.marketplaces.http import Call, MarketHttp
from pro.marketplaces.redaction import redacted
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Verified

LISTINGS: Final = "/listings/2021-08-01/items"
DATA: Final = "summaries,attributes,offers,fulfillmentAvailability,relationships"
REFRESH: Final = "refresh_token"
ENDS_AT: Final = "token_ends_at"
SELLER: Final = "seller_id"
EARLY_SECONDS: Final = 120
PAGE: Final = 20
INFO_PAGES: Final = 10
MOST_PAGES: Final = 50  # Amazon ends its list at 1,000


class TokenRefused(BadCredentials):
    """The access token has ended."""


class RefreshTokenRefused(Expired):
    """`invalid_grant`: never right, taken back or ended; Amazon does not say which."""

    text = _("Amazon does not accept the refresh token, or no longer. Authorise the app again.")


class NotParticipating(InvalidRequest):
    """The keys are right and the marketplace is not."""

    text = _("This account does not sell in the chosen marketplace of Amazon. Choose the one it sells in.")


class NoConsent(InvalidRequest):
    """The way back from the consent page brought no code."""

    text = _("Amazon sent no consent. Start again and authorise the app with the main user of the account.")


LWA_CODES: Final[dict[str, type[MarketError]]] = {
    "invalid_client": BadCredentials,
    "invalid_grant": RefreshTokenRefused,
    "unauthorized_client": ForbiddenScope,
    "server_error": MarketDown,
    "temporarily_unavailable": MarketDown,
}


@registry.add
class Amazon(Connector):
    """LWA turns the refresh token, which stays the same, into access tokens of an hour."""

    market: ClassVar[Marketplace] = MARKET

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self.marketplace_id = credentials.get("marketplace_id") or JAPAN
        host = API_HOSTS.get(self.marketplace_id, addresses.API)
        if host != addresses.API:
            self.http.close()
            self.http = MarketHttp(self.market, credentials, host=host, explain=self.explain)
        self._lwa = MarketHttp(self.market, credentials, host="lwa", explain=self.explain)

    def close(self) -> None:
        super().close()
        self._lwa.close()

    def explain(self, answer: Answer) -> MarketError | None:
        """LWA says `error` in one text, the API a list of `errors`; the API's are told apart by status and words."""
        if answer.status < 300:
            return None
        data = answer.data()
        lwa = reader.at(data, "error")
        if isinstance(lwa, str):
            return LWA_CODES.get(lwa, InvalidRequest)(f"{lwa}: {reader.text(data, 'error_description', '')}"[:300])
        errors = reader.items(data, "errors", is_optional=True)
        parts = [
            " ".join(filter(None, (reader.text(one, name, "") for name in ("code", "message", "details"))))
            for one in errors
        ]
        detail = "; ".join(parts)[:500]
        if "QuotaExceeded" in detail:
            return RateLimited(detail, retry_after=answer.retry_seconds(self.market.rate_header))
        if answer.status == 401 or (answer.status == 403 and "expired" in detail.lower()):
            return TokenRefused(detail)
        if answer.status == 403:
            return ForbiddenScope(detail)
        return InvalidRequest(detail) if errors else None

    def consent_url(self, state: str, return_url: str) -> str:
        app = settings.MARKET_AMAZON_APP
        query = {"application_id": app["ID"], "state": state, "redirect_uri": return_url}
        if app.get("DRAFT"):
            query["version"] = "beta"
        host = CONSENT_HOSTS.get(self.marketplace_id, CONSENT_HOSTS[JAPAN])
        return f"{addresses.base_url(self.market, host)}/apps/authorize/consent?{urlencode(query)}"

    def accept_consent(self, answered: Mapping[str, str], return_url: str) -> None:
        code, seller = answered.get("spapi_oauth_code", ""), answered.get("selling_partner_id", "")
        if not code or not seller:
            raise NoConsent
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": return_url}
        try:
            tokens = self._tokens(form, self.credentials.everything(), is_safe=False)
        except (RefreshTokenRefused, InvalidRequest) as error:
            raise NoConsent(error.detail, raw=error.raw) from None
        if not tokens.get(REFRESH):
            raise BadAnswer("The answer has no refresh_token.")
        self.credentials.keep(tokens | {SELLER: seller})

    def verify(self) -> Verified:
        """A new token, where the seller may sell, and one listing of theirs.

        The second call has 15 turns and then one a minute: it is for saving and for the daily check, not for polling.
        """
        self.credentials.refresh(self.credentials.get(TOKEN), self._renewed)
        rows = reader.items(self._get("/sellers/v1/marketplaceParticipations"), "payload")
        own = next((row for row in rows if reader.text(row, "marketplace.id", "") == self.marketplace_id), None)
        if own is None or not reader.boolean(own, "participation.isParticipating", False):
            raise NotParticipating
        seller = self._seller
        try:
            self._listings({"pageSize": "1"})
        except (InvalidRequest, ForbiddenScope) as error:
            raise BadCredentials(f"The listings of the seller {seller} cannot be read. {error.detail}") from None
        return Verified(f"{seller}:{self.marketplace_id}", reader.text(own, "storeName", "") or seller)

    def market_info(self) -> list[InfoEntry]:
        account = reader.at(self._get("/sellers/v1/account"), "payload") or {}
        groups: dict[str, InfoEntry] = {}
        token = ""
        for _page in range(INFO_PAGES):
            data = self._listings({"pageSize": str(PAGE), "pageToken": token})
            for item in reader.items(data, "items", is_optional=True):
                groups |= {entry.key: entry for entry in mapping.shipping_groups(item)}
            token = reader.text(data, "pagination.nextToken", "")
            if not token:
                break
        return [*mapping.account(account), *groups.values()]

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """Cursor: Amazon's token. A variation comes whole with its parent, so children in the list are passed by."""
        while True:
            data = self._listings({"pageSize": str(PAGE), "pageToken": cursor})
            rows = reader.items(data, "items", is_optional=True)
            cursor = reader.text(data, "pagination.nextToken", "")
            products = [one for row in rows if (one := self._product(row)) is not None]
            yield Page(tuple(products), cursor, reader.integer(data, "numberOfResults", 0))
            if not cursor:
                return

    @property
    def _seller(self) -> str:
        return self.credentials.get(SELLER).strip()

    def _product(self, row: dict[str, Any]) -> MarketProduct | None:
        relation = mapping.relation(row, self.marketplace_id)
        if relation.is_child:
            return None
        children = self._children(reader.text(row, "sku")) if relation.is_parent else []
        return mapping.product(row, children, relation.attributes, self.marketplace_id)

    def _children(self, parent_sku: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        token = ""
        for _page in range(MOST_PAGES):
            query = {"variationParentSku": parent_sku, "pageSize": str(PAGE), "pageToken": token}
            data = self._listings(query)
            found += reader.items(data, "items", is_optional=True)
            token = reader.text(data, "pagination.nextToken", "")
            if not token:
                break
        return found

    def _listings(self, query: Mapping[str, str]) -> dict[str, Any]:
        common = {"marketplaceIds": self.marketplace_id, "includedData": DATA}
        return self._get(f"{LISTINGS}/{quote(self._seller, safe='')}", {**common, **query})

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """With a token that lives; one that is refused is renewed and the call made once more."""
        ends_at = self.credentials.get(ENDS_AT)
        if not ends_at or float(ends_at) - time.time() < EARLY_SECONDS:
            self.credentials.refresh(self.credentials.get(TOKEN), self._renewed)
        sent = urlencode({name: value for name, value in (query or {}).items() if value})
        stale = self.credentials.get(TOKEN)
        try:
            return self._ask(path, sent)
        except TokenRefused:
            self.credentials.refresh(stale, self._renewed)
            return self._ask(path, sent)

    def _ask(self, path: str, sent: str) -> dict[str, Any]:
        headers = {"x-amz-access-token": self.credentials.get(TOKEN)}
        return self.http.send(Call("GET", path, sent, headers=headers)).data()

    def _renewed(self, values: Mapping[str, str]) -> dict[str, str]:
        if not values.get(REFRESH):
            raise RefreshTokenRefused
        return self._tokens({"grant_type": "refresh_token", REFRESH: values[REFRESH]}, values, is_safe=True)

    def _tokens(self, form: Mapping[str, str], values: Mapping[str, str], *, is_safe: bool) -> dict[str, str]:
        app = settings.MARKET_AMAZON_APP if self.market.has_consent else {}
        secret = app.get("CLIENT_SECRET") or values.get("client_secret", "")
        keys = {"client_id": app.get("CLIENT_ID") or values.get("client_id", ""), "client_secret": secret}
        try:
            data = self._lwa.send(Call("POST", "/auth/o2/token", form={**form, **keys}, is_safe=is_safe)).data()
        except MarketError as error:  # the operator's secret is none of the account's, which are hidden already
            words, raw = redacted(error.detail, [secret]), redacted(error.raw, [secret])
            raise type(error)(words, raw=raw, retry_after=error.retry_after) from None
        life = reader.integer(data, "expires_in")
        found = {TOKEN: reader.text(data, TOKEN), REFRESH: reader.text(data, REFRESH, "") or values.get(REFRESH, "")}
        return found | {ENDS_AT: str(int(time.time()) + life)}
