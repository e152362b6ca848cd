"""Mail somebody the IDs of an address that they have proved (R0.35-R0.40).

A code goes to whatever address is asked for, known or not, within the limits of `verify_email`: the page, its time and
the number of mails are the same, and only who reads that mailbox learns whether it has IDs.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from accounts.domain.verify_email import use_verification
from accounts.models import EmailVerification, User
from accounts.outbox import Mail, post

PURPOSE = EmailVerification.Purpose.FIND_ID


@transaction.atomic
def mail_ids(email: str, *, binding: str, language: str) -> bool:
    """Mail every live ID of an address, or that there is none (R0.38, R0.39).

    A second call sends nothing and is False: the proof counts once, and within its ten minutes.
    """
    if not use_verification(PURPOSE, email, binding=binding):
        return False
    users = User.objects.filter(email__iexact=email, is_active=True, deleted_at=None).order_by("created_at", "pk")
    context = {
        "login_ids": [user.login_id for user in users],
        "email": email,
        "login_url": f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}{settings.LOGIN_URL}",
    }
    post(Mail("your_ids", email, language, context, has_secret=True))
    return True
