"""The small set that every market's errors become: each passing or final, each with a text for merchants."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Text


class MarketError(Exception):
    """A call failed. `is_passing`: the same call may work later; else somebody has to change something first.

    `detail` is the market's own words or ours, in English, without secrets; `raw` the start of the answer, redacted.
    """

    code: ClassVar[str] = "market_error"
    is_passing: ClassVar[bool] = False
    text: ClassVar[Text] = ""

    def __init__(self, detail: str = "", *, raw: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.raw = raw
        self.retry_after = retry_after


class BadCredentials(MarketError):
    code = "bad_credentials"
    text = _("The marketplace does not accept these keys. Check each field and enter it again.")


class Expired(MarketError):
    code = "expired"
    text = _("The key has expired. Issue a new one at the marketplace and enter it here.")


class ForbiddenScope(MarketError):
    code = "forbidden_scope"
    text = _("The keys are right, but the marketplace has not switched on this function for them.")


class IpNotAllowed(MarketError):
    code = "ip_not_allowed"
    text = _("The marketplace does not admit this server's IP address. Add it to the allowed list there.")


class RateLimited(MarketError):
    """`retry_after` is in seconds."""

    code = "rate_limited"
    is_passing = True
    text = _("The marketplace asked us to slow down. We go on by ourselves in a while.")


class InvalidRequest(MarketError):
    code = "invalid_request"
    text = _("The marketplace refused what was sent.")


class MarketDown(MarketError):
    """Not reached, too slow, or an answer that makes no sense."""

    code = "market_down"
    is_passing = True
    text = _("The marketplace cannot be reached or answers nonsense right now. Nothing was lost; try again later.")


class BadAnswer(MarketDown):
    """The answer lacks something or has it in another shape; what was read of it is thrown away."""


ALL: dict[str, type[MarketError]] = {
    kind.code: kind
    for kind in (BadCredentials, Expired, ForbiddenScope, IpNotAllowed, RateLimited, InvalidRequest, MarketDown)
}


def text_of(code: str) -> Text:
    """What merchants read about a stored error code."""
    return ALL[code].text if code in ALL else MarketDown.text
