"""Which addresses may receive webhooks: none that leads into this machine or its network (security.md, F17).

The call itself judges again, at the moment of connecting (accounts.outgoing): a name may lead elsewhere by then.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.outgoing import is_public
from developer_center.addresses import LOOPBACK

LOOKUP_SECONDS: Final = 2.0
# What resolvers take for an IPv4 address although it is not written as one: 2130706433, 0x7f.1, 127.1.
ODD_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?", re.IGNORECASE)
INSIDE: Final = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")


def checked_receiver(url: str) -> str:
    """The address as it is. Raises ValidationError where it leads inside; in development, this machine is allowed."""
    host = (urlsplit(url).hostname or "").lower()
    if settings.ALLOWS_LOOPBACK_APPS and host in LOOPBACK:
        return url
    if not _may_be_outside(host):
        raise ValidationError(_("This address leads into a private network. Webhooks go to public addresses only."))
    return url


def _may_be_outside(host: str) -> bool:
    """A name that is not found now passes: it may be set up later, and each call looks for itself."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if ODD_NUMBER.fullmatch(host) or "." not in host.rstrip(".") or host.rstrip(".").endswith(INSIDE):
            return False
    else:
        return is_public(host)
    return all(is_public(address) for address in _addresses(host))


def _addresses(host: str) -> list[str]:
    """Where a name leads now; nothing where the answer takes longer than a page may wait."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="lookup")
    try:
        found = pool.submit(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM).result(LOOKUP_SECONDS)
    except (OSError, UnicodeError, TimeoutError):
        return []
    finally:
        pool.shutdown(wait=False)
    return [str(entry[4][0]) for entry in found]
