"""Change one's own password (R0.29, R0.34)."""

from __future__ import annotations

from django.db import transaction

from accounts.domain.end_sessions import end_all_sessions
from accounts.domain.notices import notify_of_change
from accounts.domain.own_mall import record_for
from accounts.models import User


@transaction.atomic
def change_password(user_id: int, new_password: str, *, session_key: str | None, language: str) -> User:
    """Set a password whose rules and whose predecessor were checked; every other session ends, and a mail says so.

    The caller renews the session at hand (`update_session_auth_hash`) with the user that is returned.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    user.set_password(new_password)
    user.save(update_fields=["password"])
    end_all_sessions(user, except_key=session_key)
    record_for(user, "user.password_changed")
    notify_of_change(user, "password_changed", language=language)
    return user
