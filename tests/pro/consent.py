"""The merchant's part of a consent, played over real HTTP at the simulator."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlsplit

import httpx

from pro.marketplaces.connector import Connector

RETURN_URL: Final = "https://platform.example/admin/pro/markets/consent/"
STATE: Final = "state-of-this-browser"


def agree(connector: Connector, *, return_url: str = RETURN_URL) -> dict[str, str]:
    """Open the market's consent page, agree, and give the query that the browser comes back with.

    Where the page is out of reach the connector gets to find out itself.
    """
    try:
        answer = httpx.get(connector.consent_url(STATE, return_url), timeout=5)
        if answer.status_code == 200:  # a page that asks where this app's name for the address leads
            answer = httpx.get(answer.url.copy_merge_params({"accept_url": return_url}), timeout=5)
    except httpx.ConnectError:
        return {"code": "of-a-market-that-is-not-there", "shop_id": "1", "state": STATE}
    assert answer.status_code == 302, answer.text
    address = answer.headers["Location"]
    assert address.startswith(f"{return_url}?")
    answered = dict(parse_qsl(urlsplit(address).query))
    assert answered["state"] == STATE
    return answered
