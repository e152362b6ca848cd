"""What the pages of one's own account show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import Session, User
from accounts.user_agents import device_name


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A device that is signed in."""

    id: str
    device: str
    ip_address: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey or security key."""

    id: int
    name: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None

    @property
    def dialog_id(self) -> str:
        """The id of the dialog that asks before the key is removed."""
        return f"remove-key-{self.id}"


@dataclass(slots=True)
class SecondFactors:
    """What a user signs in with beside the password."""

    totp_since: dt.datetime | None = None
    recovery_codes_left: int = 0
    has_recovery_codes: bool = False
    passkeys: list[Passkey] = field(default_factory=list)


def sessions_of(user: User, *, this_key: str | None) -> list[SessionRow]:
    """Sessions that are not over, the one at hand first, then by when they were last seen."""
    rows = [
        SessionRow(
            session.public_id,
            device_name(session.user_agent),
            session.ip_address or "",
            session.created_at,
            session.last_seen_at,
            session.session_key == this_key,
        )
        for session in Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-last_seen_at")
    ]
    return sorted(rows, key=lambda row: not row.is_this_one)


def second_factors_of(user: User) -> SecondFactors:
    """One query."""
    found = SecondFactors()
    for row in Authenticator.objects.filter(user=user).order_by("pk"):
        if row.type == Authenticator.Type.TOTP:
            found.totp_since = row.created_at
        elif row.type == Authenticator.Type.RECOVERY_CODES:
            found.has_recovery_codes = True
            found.recovery_codes_left = len(row.wrap().get_unused_codes())
        else:
            found.passkeys.append(Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at))
    return found
