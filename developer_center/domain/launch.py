"""The signed link that opens an app for an operator, on installing it and ever after (wire contract 1.5).

The app sees by its own books whether it already has a token for the mall, and starts OAuth where it has none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from django.utils import timezone

from accounts.models import Operator
from developer_center.models import App

LOCALES: Final = {"ko": "ko_KR", "en": "en_US", "ja": "ja_JP"}
MAIN_OPERATOR, SUB_OPERATOR = "P", "A"


def launch_address(app: App, operator: Operator) -> str:
    """The App URL with who opens it, from which mall and when; `hmac` last, keyed with the Client Secret.

    Valid for as long as the app says: the official sample takes it for an hour, integrators for five minutes.
    """
    address, _mark, own_query = app.app_url.partition("?")
    query = sorted_query(_facts(operator), own_query)
    return f"{address}?{query}&hmac={quote(signature(query, app.reveal('secret')), safe='')}"


def sorted_query(facts: Mapping[str, str], own_query: str = "") -> str:
    """Keys in alphabetical order, blanks as %20; what the App URL brought along stands among them as it is."""
    parts = [f"{name}={quote(value, safe='')}" for name, value in facts.items()]
    parts += [part for part in own_query.split("&") if part and part.partition("=")[0] not in {*facts, "hmac"}]
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))


def signature(query: str, secret: str) -> str:
    """base64 of HMAC-SHA256 over the query string as it is sent, without `hmac`."""
    return base64.b64encode(hmac.digest(secret.encode(), query.encode(), hashlib.sha256)).decode()


def _facts(operator: Operator) -> dict[str, str]:
    user, mall = operator.user, operator.mall
    shops = list(mall.shops.filter(is_active=True).order_by("shop_no"))
    language = user.language or (shops[0].language if shops else "")
    return {
        "is_multi_shop": "T" if len(shops) > 1 else "F",
        "lang": LOCALES.get(language, LOCALES["ko"]),
        "mall_id": mall.host,
        "nation": mall.country,
        "shop_no": "1",
        "timestamp": str(int(timezone.now().timestamp())),
        "user_id": user.login_id,
        "user_name": user.name or user.login_id,
        "user_type": MAIN_OPERATOR if operator.is_owner else SUB_OPERATOR,
    }
