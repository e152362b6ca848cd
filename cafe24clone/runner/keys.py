"""Passwords and keys that are made once for a data folder and kept in it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from pathlib import Path

from cafe24clone.runner.environment import read_values, write_values

KEYS_FILE = "keys"


def _password() -> str:
    return secrets.token_urlsafe(24)


def _encryption_keys() -> str:
    """One key named k1; a rotation puts a newer one in front."""
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "ENCRYPTION_KEYS": _encryption_keys,
    "POSTGRES_PASSWORD": _password,
    "MIGRATOR_PASSWORD": _password,
    "APP_PASSWORD": _password,
    "BATCH_PASSWORD": _password,
    "SUPPORT_PASSWORD": _password,
    "REDIS_PASSWORD": _password,
    "TLS_GATEWAY_KEY": secrets.token_hex,
}


def ensure_keys(var: Path) -> dict[str, str]:
    """Return the keys of this data folder and make the missing ones; a later call returns the same."""
    path = var / KEYS_FILE
    kept = read_values(path)
    keys = {name: kept.get(name) or make() for name, make in MAKERS.items()}
    if keys != kept:
        write_values(path, kept | keys)
    return kept | keys


def remember(var: Path, name: str, value: str) -> None:
    """Keep one more value beside the keys, as the port a server found free."""
    write_values(var / KEYS_FILE, read_values(var / KEYS_FILE) | {name: value})
