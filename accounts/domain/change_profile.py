"""Change a person's name and newsletter choice (R0.31)."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import changes
from accounts.domain.own_mall import record_for
from accounts.models import User


@transaction.atomic
def change_profile(user_id: int, *, name: str, wants_newsletter: bool) -> User:
    """Save name and newsletter choice; the ID cannot be given (R0.19). The same values again change nothing."""
    user = User.objects.select_for_update().get(pk=user_id)
    wanted = {"name": name, "wants_newsletter": wants_newsletter}
    before, after = changes({"name": user.name, "wants_newsletter": user.wants_newsletter}, wanted)
    if not after:
        return user
    user.name, user.wants_newsletter = name, wants_newsletter
    user.save(update_fields=list(after))
    record_for(user, "user.profile_changed", values={"before": before, "after": after})
    return user
