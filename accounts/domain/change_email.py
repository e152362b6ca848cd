"""Move an account to a new email address that was proved with a mailed code (R0.30, R0.34, R9.11)."""

from __future__ import annotations

from django.db import transaction

from accounts.domain.notices import notify_of_change
from accounts.domain.own_mall import record_for
from accounts.domain.verify_email import use_verification
from accounts.models import EmailVerification, User

PURPOSE = EmailVerification.Purpose.CHANGE_EMAIL


class EmailNotProved(Exception):
    """The proof of the address ran out, or was spent already."""


@transaction.atomic
def change_email(user_id: int, email: str, *, binding: str, language: str) -> User:
    """Spend the proof of `email` and make it the account's address; the old address is told.

    Raises EmailNotProved where there is no proof to spend: of two parallel calls one succeeds.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if not use_verification(PURPOSE, email, binding=binding):
        raise EmailNotProved(email)
    old, user.email = user.email, email
    user.save(update_fields=["email"])
    record_for(user, "user.email_changed", values={"before": {"email": old}, "after": {"email": email}})
    if old:
        notify_of_change(user, "email_changed", language=language, to=old)
    return user
