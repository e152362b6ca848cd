"""Limits of signing in, and what follows a sign-in (security.md 0.6, 0.7, A1).

Tries are counted in PostgreSQL. All browsers that an ID does not know share one bucket of that ID, so guessing from
many networks is slow; a browser that has signed in before has a bucket of its own, so nobody locks the owner out.
A reset by mail empties the shared bucket and makes the browser a known one: the way back in for an owner without one.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from accounts.domain.activity import stamp_activity
from accounts.limits import Limit
from accounts.models import KnownDevice, Operator, User

STRANGERS: Final = Limit("login-strangers", hits=5, seconds=300)
KNOWN: Final = Limit("login-device", hits=5, seconds=300)
NETWORK: Final = Limit("login-network", hits=60, seconds=300)
FIRST_STEP: Final = Limit("login-id", hits=120, seconds=300)
TOKENS_PER_BROWSER: Final = 8


class TooManyTries(Exception):
    """The limit of the ID or of the network is reached; `retry_after_seconds` says how long to wait."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many tries to sign in.")
        self.retry_after_seconds = retry_after_seconds


def allow_first_step(network: str) -> None:
    """Count an ID typed in step 1, by network only: any ID goes on (R0.41). Raises TooManyTries."""
    if not FIRST_STEP.hit(network):
        raise TooManyTries(FIRST_STEP.retry_after_seconds())


def allow_try(login_id: str, *, tokens: Sequence[str], network: str) -> None:
    """Count a try with a password before it is checked, so that parallel tries count too. Raises TooManyTries.

    Nothing here depends on whether the ID exists: an unknown one fills its bucket like any other.
    """
    device = _known_device_of(login_id, tokens)
    limit, key = (KNOWN, (login_id.lower(), device)) if device else (STRANGERS, (login_id.lower(),))
    for checked, parts in ((NETWORK, (network,)), (limit, key)):
        if not checked.hit(*parts):
            raise TooManyTries(checked.retry_after_seconds())


def note_sign_in(user: User, *, tokens: Sequence[str]) -> list[str]:
    """Empty the buckets of this ID, put dormancy off, and know this browser from now on (R9.14).

    Returns the tokens that the browser should keep: one per ID that signed in there, the newest first.
    """
    STRANGERS.clear(user.login_id.lower())
    device = _known_device_of(user.login_id, tokens)
    if device:
        KNOWN.clear(user.login_id.lower(), device)
        KnownDevice.objects.filter(user=user, token_hash=device).update(last_used_at=timezone.now())
    operator = Operator.objects.filter(user=user, is_active=True).first()
    if operator is not None:
        stamp_activity(operator.mall_id)
    return list(tokens) if device else remember_device(user, tokens=tokens)


def remember_device(user: User, *, tokens: Sequence[str]) -> list[str]:
    """Give this browser a token of this user; the answer is the list that its cookie should hold."""
    token = secrets.token_urlsafe(24)
    KnownDevice.objects.create(user=user, token_hash=_hash(token))
    return [token, *tokens][:TOKENS_PER_BROWSER]


def _known_device_of(login_id: str, tokens: Sequence[str]) -> str:
    """The hash of the token by which this ID knows the browser, or an empty text."""
    hashes = [_hash(token) for token in tokens]
    row = KnownDevice.objects.filter(user__login_id__iexact=login_id, token_hash__in=hashes).first()
    return row.token_hash if row else ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
