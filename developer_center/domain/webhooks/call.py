"""One request to a receiver: five seconds in all, no redirects, and only to addresses that an app may name."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from accounts.outgoing import AddressRefused, Deadline, GuardedTransport
from developer_center.addresses import LOOPBACK
from developer_center.models import WebhookLog

TOTAL_SECONDS: Final = 5.0
ANSWER_KEPT_BYTES: Final = 4096
GONE: Final = 410
HEADERS: Final = {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "cafe24clone-webhook",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent where. `key` goes into X-API-Key, which receivers compare."""

    url: str
    key: str
    trace_id: uuid.UUID
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of it. No status: there was no answer. `why` is one of WebhookLog.Why, `detail` for the ledger."""

    status: int | None = None
    text: str = ""
    why: str = ""
    detail: str = ""

    @property
    def error(self) -> str:
        """What the ledger keeps of a failure, in English."""
        return self.detail or f"Status {self.status}."

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver asks to hear no more."""
        return self.status == GONE


def call(letter: Letter) -> Reply:
    """Send a letter once. Raises nothing that a network can cause."""
    line = _line(allows_private=_is_own_machine(letter.url))
    line.deadline.start(TOTAL_SECONDS)
    headers = {"X-API-Key": letter.key, "X-Trace-Id": str(letter.trace_id)}
    try:
        with line.client.stream("POST", letter.url, headers=headers, content=letter.body.encode()) as response:
            return _read(response)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: a name that is none (idna)
        return Reply(why=_why(error), detail=_detail(error))


def failed(error: BaseException) -> Reply:
    """What a fault of ours is to the ledger: a failure like any other, which holds up no other delivery."""
    return Reply(why=WebhookLog.Why.NO_CONNECTION, detail=f"{type(error).__name__}"[:200])


@dataclass(frozen=True, slots=True)
class _Line:
    """A client with its deadline. Each thread has its own and makes one call at a time."""

    deadline: Deadline
    client: httpx.Client


_lines = threading.local()


def _line(*, allows_private: bool) -> _Line:
    """This thread's client: to read the certificates anew for each call would cost more than the call.

    It takes no cookies: they would pile up, and one app could hand them to another of the same domain.
    """
    kept: dict[bool, _Line] = _lines.__dict__.setdefault("kept", {})
    if allows_private not in kept:
        deadline = Deadline()
        transport = GuardedTransport(deadline, allows_private=allows_private)
        client = httpx.Client(
            transport=transport,
            headers=HEADERS,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )
        kept[allows_private] = _Line(deadline, client)
    return kept[allows_private]


def _read(response: httpx.Response) -> Reply:
    """The beginning of the answer; the rest is left unread."""
    kept = b""
    for chunk in response.iter_raw(1024):
        kept += chunk
        if len(kept) >= ANSWER_KEPT_BYTES:
            break
    text = kept[:ANSWER_KEPT_BYTES].decode("utf-8", "replace").replace("\0", "")
    is_redirect = 300 <= response.status_code < 400
    return Reply(response.status_code, text, WebhookLog.Why.REDIRECT if is_redirect else "")


def _why(error: Exception) -> str:
    if isinstance(error.__cause__, AddressRefused):
        return WebhookLog.Why.NOT_PUBLIC
    if isinstance(error, httpx.TimeoutException):
        return WebhookLog.Why.TOO_SLOW
    return WebhookLog.Why.NO_CONNECTION


def _detail(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\0", "")[:200]


def _is_own_machine(url: str) -> bool:
    """In development an app may run beside us (R9.9); other private addresses are refused there too."""
    return bool(settings.ALLOWS_LOOPBACK_APPS) and urlsplit(url).hostname in LOOPBACK
