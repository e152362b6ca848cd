"""Who calls the Admin API: one query from the token to the app, the mall, its shops and the operator."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from accounts.models import Mall
from accounts.prepared import Given, Prepared
from developer_center.models import Installation

# The few rows that admit a call, in one journey; planning it takes eight times as long as running it.
CALLER: Final = Prepared(
    """
    SELECT t.expires, t.scope, i.id, i.state, i.scopes, a.scopes, a.id, a.client_id, a.api_version,
           m.id, m.host, m.status, u.id, u.login_id, u.is_active,
           EXISTS (SELECT FROM accounts_operator o WHERE o.user_id = u.id AND o.mall_id = m.id AND o.is_active),
           ARRAY(SELECT s.shop_no || ' ' || s.currency || ' ' || s.language FROM accounts_shop s
                 WHERE s.mall_id = m.id AND s.is_active ORDER BY s.shop_no)
    FROM developer_center_accesstoken t
    JOIN developer_center_installation i ON i.id = t.installation_id
    JOIN developer_center_app a ON a.id = i.app_id
    JOIN accounts_mall m ON m.id = i.mall_id
    LEFT JOIN accounts_user u ON u.id = t.user_id
    WHERE t.token_checksum = %s
    """,
    [Given("checksum")],
)


@dataclass(frozen=True, slots=True)
class CallerShop:
    """A shop of the mall that a call may name."""

    shop_no: int
    currency: str
    language: str


@dataclass(frozen=True, slots=True)
class Caller:
    """An app that calls for a mall, by the consent of one of its operators."""

    installation_id: int
    app_id: int
    client_id: str
    api_version: str
    mall_id: int
    mall_host: str
    user_id: int
    login_id: str
    scopes: frozenset[str]
    shops: tuple[CallerShop, ...]

    def shop(self, shop_no: int) -> CallerShop | None:
        """The mall's shop of that number, or None."""
        return next((shop for shop in self.shops if shop.shop_no == shop_no), None)


class TokenRefused(Exception):
    """No call is let in with this token; `reason` is one of the constants below."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


UNKNOWN: Final = "unknown"
EXPIRED: Final = "expired"
NEEDS_CONSENT: Final = "needs_consent"
OPERATOR_GONE: Final = "operator_gone"
MALL_CLOSED: Final = "mall_closed"


def caller_of(token: str, now: dt.datetime) -> Caller:
    """The caller that a bearer token stands for; one query. Raises TokenRefused.

    What the app may do is what its token holds, the merchant's last consent still covers, and the developer still
    asks for (R2.37).
    """
    with connection.cursor() as cursor:
        cursor.execute(*CALLER.on(cursor, {"checksum": hashlib.sha256(token.encode()).hexdigest()}))
        row = cursor.fetchone()
    if row is None:
        raise TokenRefused(UNKNOWN)
    return _admitted(row, now)


def _admitted(row: tuple[Any, ...], now: dt.datetime) -> Caller:
    expires, scope, installation_id, state, consented, asked_for, app_id, client_id, version = row[:9]
    mall_id, host, status, user_id, login_id, is_active, is_operator, shops = row[9:]
    refusals = (
        (expires <= now, EXPIRED),
        (state != Installation.State.ACTIVE, NEEDS_CONSENT),
        (status != Mall.Status.OPEN, MALL_CLOSED),
        (not is_active or not is_operator, OPERATOR_GONE),
    )
    for is_refused, reason in refusals:
        if is_refused:
            raise TokenRefused(reason)
    return Caller(
        installation_id=installation_id,
        app_id=app_id,
        client_id=client_id,
        api_version=version,
        mall_id=mall_id,
        mall_host=host,
        user_id=user_id,
        login_id=login_id,
        scopes=frozenset(scope.split()) & frozenset(consented) & frozenset(asked_for),
        shops=tuple(_shop(text) for text in shops),
    )


def _shop(text: str) -> CallerShop:
    number, currency, language = text.split()
    return CallerShop(int(number), currency, language)
