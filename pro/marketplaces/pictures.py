"""Fetch pictures that answers point at. Their addresses are strangers' words: only public machines are asked."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings
from django.core.files.base import ContentFile

from accounts.outgoing import AddressRefused, Deadline, GuardedTransport
from pro.marketplaces import addresses
from pro.marketplaces.errors import InvalidRequest, MarketDown
from pro.marketplaces.types import Marketplace

TOTAL_SECONDS: Final = 15.0
MOST_REDIRECTS: Final = 3
PORTS: Final = {None, 80, 443}


def fetch_picture(url: str, market: Marketplace) -> ContentFile[bytes]:
    """The bytes behind a picture's address, for `catalog.pictures.read_picture`, at most settings.MAX_IMAGE_BYTES.

    Raises InvalidRequest for an address that is not fetched (no http, a private machine, too large), which stays so,
    and MarketDown for one that may answer later. Each redirect is judged anew.
    """
    deadline = Deadline()
    deadline.start(TOTAL_SECONDS)
    for _hop in range(MOST_REDIRECTS + 1):
        is_ours = _is_simulated_picture(url, market)
        if not is_ours:
            _refuse_strange(url)
        transport = GuardedTransport(deadline, allows_private=is_ours)
        with httpx.Client(transport=transport, follow_redirects=False, trust_env=False) as client:
            found = _get(client, url)
        if isinstance(found, ContentFile):
            return found
        url = found
    raise InvalidRequest("The picture's address leads in a circle.")


def _get(client: httpx.Client, url: str) -> ContentFile[bytes] | str:
    try:
        with client.stream("GET", url, headers={"Accept": "image/*", "Accept-Encoding": "identity"}) as response:
            if response.is_redirect:
                return str(urljoin(url, response.headers.get("location", "")))
            if response.status_code >= 500 or response.status_code == 429:
                raise MarketDown(f"The picture's machine answers {response.status_code}.")
            if response.status_code != 200:
                raise InvalidRequest(f"The picture is not there ({response.status_code}).")
            return ContentFile(_body(response), name="picture")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if isinstance(error.__cause__, AddressRefused):
            raise InvalidRequest("The picture's address is not public.") from None
        raise MarketDown(f"The picture could not be fetched: {type(error).__name__}.") from None


def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > settings.MAX_IMAGE_BYTES:
            raise InvalidRequest("The picture is too large.")
    return bytes(body)


def _refuse_strange(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port in PORTS
    except ValueError:
        is_plain = False
    if not is_plain or parts.username is not None:
        raise InvalidRequest("The picture's address is none that is fetched.")


def _is_simulated_picture(url: str, market: Marketplace) -> bool:
    """Whether it lies on a market host that is this machine itself: development and tests, never production."""
    if settings.IS_PRODUCTION:
        return False
    bases = [addresses.base_url(market, host) for host in market.hosts]
    return any(addresses.is_loopback(base) and _origin(url) == _origin(base) for base in bases)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
