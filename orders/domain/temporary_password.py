"""Temporary passwords, and how many of them may be made (R9.19)."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import models
from django.utils import timezone

from accounts.audit import history_of

# 51 letters and digits without look-alikes (0 O o, 1 I l i, and neither B nor 8): 12 of them hold 68 bits.
ALPHABET: Final = "ACDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz2345679"
LENGTH: Final = 12
MOST: Final = ((dt.timedelta(minutes=1), 5), (dt.timedelta(days=1), 20))


class TooManyPasswords(Exception):
    """As many were made as may be, in the last minute or the last day; `retry_after_seconds` says how long to wait."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many temporary passwords were made.")
        self.retry_after_seconds = retry_after_seconds


def new_password() -> str:
    """12 random characters that nobody mistakes for others when reading them out."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def allow_password(owner: models.Model, action: str) -> None:
    """Raises TooManyPasswords after 5 entries of `action` in any minute or 20 in any day.

    Counted in the log, under the lock that the caller holds on the owner: exact in a race, and in no fixed window
    whose edge would let twice as many through.
    """
    now = timezone.now()
    made = history_of(owner).filter(action=action).values_list("at", flat=True)
    for period, most in MOST:
        newest = list(made.filter(at__gt=now - period)[:most])
        if len(newest) == most:
            wait = newest[-1] + period - now
            raise TooManyPasswords(max(1, int(wait.total_seconds()) + 1))
