"""Calls to other machines under one deadline, with a say in where they may go (security.md, SSRF).

The address is looked up and judged at the moment of connecting, and the connection goes to the very address that was
judged: a name that answers something else a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final

import httpcore
import httpx

LONGEST_CONNECT_SECONDS: Final = 5.0
LONGEST_SILENCE_SECONDS: Final = 10.0
SocketOption = Any
# What Python calls global although it may end in a private network: an IPv4 address inside (RFC 4291 2.5.5.1,
# RFC 2765), translation for local use (RFC 8215), site-local addresses (RFC 3879).
LEADING_INSIDE: Final = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10")))


class AddressRefused(httpcore.ConnectError):
    """The name leads to an address that calls of this kind must not reach."""


class Deadline:
    """One moment by which everything has to be over, however slowly the other side drips."""

    def __init__(self) -> None:
        self._at = 0.0

    def start(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def remaining(self) -> float:
        return self._at - time.monotonic()

    def cut(self, timeout: float | None, longest: float) -> float:
        """A time-out that does not reach beyond the deadline. Raises httpcore.ReadTimeout once it is over."""
        left = self.remaining()
        if left <= 0:
            raise httpcore.ReadTimeout("The deadline is over.")
        return min(left, longest if timeout is None else min(timeout, longest))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet; also says no to mapped and translated private ones."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None and not inner.is_global:
            return False
        if any(found in network for network in LEADING_INSIDE):
            return False
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def addresses_of(host: str, port: int, *, within_seconds: float) -> list[str]:
    """The addresses that a name leads to now. Raises httpcore.ConnectError, and ConnectTimeout when it takes longer.

    The system's resolver knows no deadline: a name server that says nothing holds it up for half a minute. So it is
    asked in a thread of its own, which is left behind then and ends by itself.
    """
    found: Future[list[Any]] = Future()

    def look_up() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        return [str(entry[4][0]) for entry in found.result(within_seconds)]
    except FutureTimeoutError as error:
        raise httpcore.ConnectTimeout(f"No name server said where {host} is.") from error
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"The name {host} was not found.") from error


class _Stream(httpcore.NetworkStream):
    """Every single read and write ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cut(timeout, LONGEST_SILENCE_SECONDS))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cut(timeout, LONGEST_SILENCE_SECONDS))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = self._deadline.cut(timeout, LONGEST_CONNECT_SECONDS)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, limit), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, *, allows_private: bool) -> None:
        self._deadline = deadline
        self._allows_private = allows_private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._judged(host, port, self._deadline.cut(timeout, LONGEST_CONNECT_SECONDS))
        limit = self._deadline.cut(timeout, LONGEST_CONNECT_SECONDS)
        return _Stream(self._inner.connect_tcp(address, port, limit, local_address, socket_options), self._deadline)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        raise AddressRefused("Calls go to other machines only.")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def _judged(self, host: str, port: int, limit: float) -> str:
        addresses = addresses_of(host, port, within_seconds=limit)
        if not self._allows_private and not all(is_public(address) for address in addresses):
            raise AddressRefused(f"{host} leads to an address that is not public.")
        return addresses[0]


class GuardedTransport(httpx.HTTPTransport):
    """HTTP/1.1 with TLS verified, no proxy, under a Deadline that its owner starts before each call."""

    def __init__(self, deadline: Deadline, *, allows_private: bool = False) -> None:
        super().__init__()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=4,
            network_backend=_Backend(deadline, allows_private=allows_private),
        )
