"""Take secrets out of whatever is logged or stored."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

MARK: Final = "[hidden]"
SHORTEST: Final = 4


def redacted(words: str, secrets: Iterable[str]) -> str:
    """`words` without any of the secrets, also as they look in a URL, in JSON or in base64."""
    forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        words = words.replace(form, MARK)
    return words


def _forms(secret: str) -> set[str]:
    encoded = base64.b64encode(secret.encode()).decode()
    return {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        secret.replace("/", "\\/"),
        encoded,
        encoded.rstrip("="),
    }


def hint(secret: str) -> str:
    """The last four letters of a secret; nothing of one so short that they would give it away."""
    return secret[-4:] if len(secret) >= 12 else ""
