"""The one interface of all markets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from pro.marketplaces.answer import Answer
from pro.marketplaces.credentials import Credentials
from pro.marketplaces.errors import InvalidRequest, MarketError
from pro.marketplaces.http import MarketHttp
from pro.marketplaces.types import InfoEntry, Marketplace, MarketProduct, Page, Registered, Verified


class Connector(ABC):
    """Speaks with one market for one account; used in a `with`, by one thread, never inside a transaction.

    Every method may raise any MarketError. A method whose ability the market's spec does not name is never called.
    """

    market: ClassVar[Marketplace]

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.http = MarketHttp(self.market, credentials, explain=self.explain)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every client this connector opened; one that opens more overrides it."""
        self.http.close()

    def explain(self, answer: Answer) -> MarketError | None:
        """The error inside an answer that is no 429 and no 5xx; None where there is none, or the status says it all.

        Markets answer errors with status 200: this is where they are told apart.
        """
        return None

    @abstractmethod
    def verify(self) -> Verified:
        """Call the market with the keys; hands over what it gives (`credentials.keep`) and says who this account is."""

    def market_info(self) -> list[InfoEntry]:
        """Addresses, places of dispatch, delivery settings and categories as they stand at the market now."""
        raise InvalidRequest("This marketplace tells nothing of the kind.")

    def iter_products(self, cursor: str = "") -> Iterator[Page]:
        """All products from a cursor on, page by page; each page's cursor goes on behind it, "" after the last."""
        raise InvalidRequest("Products of this marketplace cannot be read.")

    def register_product(self, product: MarketProduct, choices: Mapping[str, str]) -> Registered:
        """Make a new product at the market; never changes one that is there. `choices` by registration field name."""
        raise InvalidRequest("Products cannot be registered at this marketplace.")

    def consent_url(self, state: str, return_url: str) -> str:
        """For a market with `has_consent`: where the merchant agrees. `state` comes back in the redirect."""
        raise InvalidRequest("This marketplace needs no consent.")

    def accept_consent(self, answered: Mapping[str, str], return_url: str) -> None:
        """Turn the redirect's query into tokens and hand them over by `credentials.keep`; `verify` follows."""
        raise InvalidRequest("This marketplace needs no consent.")
