"""Authenticated encryption of secrets at rest: AES-256-GCM with key ids from the environment."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class SealBroken(ValueError):
    """A ciphertext was changed, moved to another row, or its key is no longer configured."""


def seal(secret: str, associated_data: str) -> str:
    """Encrypt under the first configured key. The result reads `keyid.base64(nonce + ciphertext)`."""
    key_id, key = next(iter(settings.ENCRYPTION_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), associated_data.encode())
    return f"{key_id}.{base64.b64encode(nonce + sealed).decode()}"


def open_sealed(ciphertext: str, associated_data: str) -> str:
    """Decrypt. Raises SealBroken where the data, its place or its key is not what was sealed."""
    key_id, _dot, encoded = ciphertext.partition(".")
    key = settings.ENCRYPTION_KEYS.get(key_id)
    if key is None:
        raise SealBroken(f"No encryption key {key_id!r} is configured.")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], associated_data.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("A secret does not belong to the row that holds it.") from error


def is_current(ciphertext: str) -> bool:
    """Whether a ciphertext was made with the key that encrypts now."""
    return ciphertext.partition(".")[0] == next(iter(settings.ENCRYPTION_KEYS))
