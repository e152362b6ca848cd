"""Ask for the password again before something that a borrowed browser must not do (ASVS 7.5.1)."""

from __future__ import annotations

from typing import Final

from accounts.limits import Limit
from accounts.models import User

OWN_PASSWORD: Final = Limit("own-password", hits=10, seconds=900)


class TooManyTries(Exception):
    """Too many wrong passwords in a signed-in session; `retry_after_seconds` says how long to wait."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many wrong passwords.")
        self.retry_after_seconds = retry_after_seconds


def is_own_password(user: User, password: str) -> bool:
    """Whether it is this user's password; wrong ones count, whatever becomes of the request.

    Raises TooManyTries after ten within a quarter of an hour. A right one clears the count.
    """
    if not OWN_PASSWORD.hit(user.pk):
        raise TooManyTries(OWN_PASSWORD.retry_after_seconds())
    if not user.check_password(password):
        return False
    OWN_PASSWORD.clear(user.pk)
    return True
