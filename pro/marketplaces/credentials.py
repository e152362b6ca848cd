"""What a connector works under: the account's keys, who renews them, and the breaker in front of its market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from pro.marketplaces.errors import MarketError

TOKEN: Final = "access_token"  # noqa: S105 - a name; the value by which `refresh` knows whether others have renewed
Renew = Callable[[Mapping[str, str]], Mapping[str, str]]


class Breaker(Protocol):
    """Keeps calls from a market that fails, per account."""

    def check(self) -> None:
        """Raises MarketDown, or RateLimited, while no call should be made."""

    def succeeded(self) -> None: ...

    def failed(self, error: MarketError) -> None:
        """MarketDown counts; RateLimited pauses the account for its Retry-After; others say nothing."""


class Credentials(Protocol):
    """The keys of one account. `account_key` names it where calls are counted and is no secret."""

    @property
    def account_key(self) -> str: ...

    @property
    def breaker(self) -> Breaker: ...

    def get(self, name: str) -> str:
        """A value, "" where there is none."""

    def everything(self) -> Mapping[str, str]:
        """All values, for redaction and for renewing."""

    def keep(self, values: Mapping[str, str]) -> None:
        """Store what the market handed out (a certification key, tokens), beside what is there."""

    def refresh(self, stale: str, renew: Renew) -> None:
        """Have TOKEN renewed by one worker only; returns once it is another than `stale`.

        `renew` gets all values, calls the market outside of any transaction and answers what changes; that is stored
        before anybody uses it, so a single-use refresh token is never spent twice and never lost to a rollback.
        Raises what `renew` raises, and MarketDown where another worker does not get done in time.
        """


class NoBreaker:
    """For accounts that are not stored yet."""

    def check(self) -> None:
        return None

    def succeeded(self) -> None:
        return None

    def failed(self, error: MarketError) -> None:
        return None


class TypedCredentials:
    """Keys as a form brought them, before there is an account: kept in memory, seen by one request."""

    def __init__(self, account_key: str, values: Mapping[str, str]) -> None:
        self.account_key = account_key
        self.breaker: Breaker = NoBreaker()
        self._values = {name: value for name, value in values.items() if value}

    def get(self, name: str) -> str:
        return self._values.get(name, "")

    def everything(self) -> Mapping[str, str]:
        return dict(self._values)

    def keep(self, values: Mapping[str, str]) -> None:
        self._values.update(values)

    def refresh(self, stale: str, renew: Renew) -> None:
        if self.get(TOKEN) == stale:
            self.keep(renew(self.everything()))
