"""Where a market is reached: the real host, the operator's setting, or the simulator on loopback."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from pro.marketplaces.types import Marketplace

API: Final = "api"


def base_url(market: Marketplace, host: str = API) -> str:
    """Base URL of one of a market's hosts, without a slash at the end. Raises KeyError for a host it has none of.

    `MARKET_<CODE>_BASE_URL` (other hosts: `MARKET_<CODE>_<HOST>_BASE_URL`) wins, then MARKET_SIMULATOR_URL, which
    development sets; else it is the real one.
    """
    real = market.hosts[host]
    key = market.code if host == API else f"{market.code}_{host.upper()}"
    if key in settings.MARKET_BASE_URLS:
        return str(settings.MARKET_BASE_URLS[key]).rstrip("/")
    if settings.MARKET_SIMULATOR_URL:
        return f"{settings.MARKET_SIMULATOR_URL.rstrip('/')}/{market.slug}" + ("" if host == API else f"/-{host}")
    return real.rstrip("/")


def is_simulated(market: Marketplace) -> bool:
    """Whether this market's place is taken by the simulator; pages say so."""
    return market.code not in settings.MARKET_BASE_URLS and bool(settings.MARKET_SIMULATOR_URL)


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
