"""Take a login ID for ever (R0.22, R0.23)."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone


class LoginIdTaken(Exception):
    """Somebody has, or once had, this ID; letter case makes no difference."""


def take_login_id(login_id: str) -> None:
    """Write an ID into the registry, in the transaction that makes its user.

    The insert is the check: of parallel sign-ups with one ID, one goes on, and the others wait for its commit and
    raise LoginIdTaken. The transaction stays usable. Rules of shape (R9.8) are the form's and the model's.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_loginidregistry (login_id, taken_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [login_id.lower(), timezone.now()],
        )
        if cursor.rowcount != 1:
            raise LoginIdTaken(login_id)
