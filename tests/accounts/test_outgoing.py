"""Calls to addresses of strangers: judged at the moment of connecting, over by their deadline (OWASP API 7)."""

from __future__ import annotations

import socket
import threading
import time

import httpx
import pytest

from accounts.outgoing import AddressRefused, Deadline, GuardedTransport, is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("::127.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b:1::a01:203", False),
        ("fec0::1", False),
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


def client(seconds: float = 5.0, *, allows_private: bool = False) -> httpx.Client:
    deadline = Deadline()
    deadline.start(seconds)
    return httpx.Client(transport=GuardedTransport(deadline, allows_private=allows_private), trust_env=False)


def test_a_name_that_leads_inside_is_refused_whatever_it_says(monkeypatch):
    """A name that answers a public address first and a private one at the call would fool a check made before it."""

    def rebound(host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with client() as browser, pytest.raises(httpx.ConnectError) as refused:
        browser.get("http://metadata.example.com/latest/")
    assert isinstance(refused.value.__cause__, AddressRefused)


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    def mixed(host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    with client() as browser, pytest.raises(httpx.ConnectError):
        browser.get("http://example.com/")


def test_headers_that_drip_end_by_the_deadline():
    """A time-out per read alone would wait for ever."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _address = listener.accept()
        with connection:
            connection.recv(4096)
            for letter in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100:
                try:
                    connection.sendall(bytes([letter]))
                except OSError:
                    return
                time.sleep(0.2)

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with client(1.5, allows_private=True) as browser, pytest.raises(httpx.TimeoutException):
        browser.get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    assert time.monotonic() - began < 3
    listener.close()
