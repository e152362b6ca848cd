"""Who an app's server says it is: HTTP Basic, or Client ID and secret in the form (wire contract 1.2)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

BASIC: Final = "basic"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A Client ID with the secret that was given, which is empty for public apps."""

    client_id: str
    secret: str = ""


def basic_credentials(header: str) -> Credentials | None:
    """What an Authorization header says; None where it is no Basic, or cannot be read.

    The name of the scheme may be written in any case (RFC 9110 11.1). Both parts are form-encoded inside.
    """
    scheme, _blank, encoded = header.strip().partition(" ")
    if scheme.lower() != BASIC:
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeError):
        return None
    client_id, colon, secret = text.partition(":")
    return Credentials(unquote_plus(client_id), unquote_plus(secret)) if colon else None


def is_basic(header: str) -> bool:
    """Whether a header means to be Basic, readable or not."""
    return header.strip().partition(" ")[0].lower() == BASIC


def credentials_of(header: str, client_id: str, secret: str) -> Credentials | None:
    """Of the two ways the one that was taken: a Basic header decides alone, and no form may name another app."""
    if not is_basic(header):
        return Credentials(client_id, secret) if client_id else None
    given = basic_credentials(header)
    if given is None or (client_id and client_id != given.client_id):
        return None
    return given
