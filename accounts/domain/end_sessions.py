"""End sessions: of a device, of all other devices, of a person (ASVS 7.4)."""

from __future__ import annotations

from accounts.models import Session, User


def end_session(user: User, wanted: str) -> bool:
    """End the session of this user whose `public_id` is `wanted`; False where there is none."""
    for session in Session.objects.filter(user=user):
        if session.public_id == wanted:
            session.delete()
            return True
    return False


def end_all_sessions(user: User, *, except_key: str | None = None) -> int:
    """End the user's sessions, all but the one at hand if its key is given; how many ended."""
    ended, _per_model = Session.objects.filter(user=user).exclude(session_key=except_key or "").delete()
    return ended
