"""Read the list of screens and actions from an app's operator-rights URL (R2.43)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils import timezone

from accounts.limits import Limit
from accounts.outgoing import AddressRefused, Deadline, GuardedTransport
from developer_center.addresses import LOOPBACK
from developer_center.models import App, RightsList
from developer_center.screens import ListMalformed, read_screens

TOTAL_SECONDS: Final = 5.0
MOST_BYTES: Final = 256 * 1024
PER_APP: Final = Limit("rights-list", hits=30, seconds=600)  # each press of a button is a call to somebody's server
HEADERS: Final = {"Accept": "application/json", "Accept-Encoding": "identity"}


class ListNotRead(Exception):
    """Why a list could not be read.

    `reason`: no_address, too_often, not_public, away, slow, moved, status, too_large, malformed; `detail` names the
    status or the place in the list.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


def fetch_rights_list(app: App) -> RightsList:
    """Read and keep an app's list; call it outside of transactions. Raises ListNotRead, and keeps the list before.

    Five seconds in all, 256 kB, no redirect; public addresses alone, on a development machine also its own.
    """
    url = app.operator_rights_url
    if not url:
        raise ListNotRead("no_address")
    if not PER_APP.hit(app.pk):
        raise ListNotRead("too_often")
    try:
        screens = read_screens(_read(url))
    except ListMalformed as error:
        raise ListNotRead("malformed", str(error).removeprefix(": ")) from error
    values = {"url": url, "screens": screens, "fetched_at": timezone.now()}
    return RightsList.objects.update_or_create(app=app, defaults=values)[0]


def _read(url: str) -> bytes:
    deadline = Deadline()
    deadline.start(TOTAL_SECONDS)
    is_own_machine = settings.ALLOWS_LOOPBACK_APPS and urlsplit(url).hostname in LOOPBACK
    transport = GuardedTransport(deadline, allows_private=is_own_machine)
    try:
        with (
            httpx.Client(transport=transport, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", url, headers=HEADERS) as response,
        ):
            return _body(response)
    except httpx.TimeoutException as error:
        raise ListNotRead("slow") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = "not_public" if isinstance(error.__cause__, AddressRefused) else "away"
        raise ListNotRead(reason) from error


def _body(response: httpx.Response) -> bytes:
    if response.is_redirect:
        raise ListNotRead("moved")
    if response.status_code != 200:
        raise ListNotRead("status", str(response.status_code))
    body = bytearray()
    for chunk in response.iter_raw():  # as it comes: a small body that unpacks into a large one is none of ours
        body += chunk
        if len(body) > MOST_BYTES:
            raise ListNotRead("too_large")
    return bytes(body)
