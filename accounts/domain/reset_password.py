"""Set a new password by a mailed link (R0.43-R0.48): once, within 30 minutes, only for an ID with its own address."""

from __future__ import annotations

import json
from typing import Final

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts import sealing, tenancy
from accounts.audit import Actor, record
from accounts.domain.notices import notify_of_change
from accounts.domain.sign_in import STRANGERS
from accounts.jobs import enqueue
from accounts.limits import Limit
from accounts.models import KnownDevice, Operator, Session, User
from accounts.outbox import Mail, post

MAIL_TASK: Final = "accounts.mail_reset_link"
SEALED_AS: Final = "job|0|mail_reset_link|arguments"
PER_NETWORK: Final = Limit("reset-network", hits=30, seconds=3600)
PER_ACCOUNT: Final = Limit("reset-account", hits=5, seconds=3600)


class LinkOver(Exception):
    """The link was used, is older than 30 minutes, or was never ours."""


class TooManyResets(Exception):
    """More links were asked for than one account or one network may have."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many reset links were asked for.")
        self.retry_after_seconds = retry_after_seconds


def allow_reset(login_id: str, email: str, network: str) -> None:
    """Count a wish for a link by what was typed, known or not, and by network. Raises TooManyResets."""
    for limit, key in ((PER_NETWORK, (network,)), (PER_ACCOUNT, (login_id.lower(), email.lower()))):
        if not limit.hit(*key):
            raise TooManyResets(limit.retry_after_seconds())


def request_reset(login_id: str, email: str, *, language: str) -> None:
    """Have a worker look whether ID and address belong together: the page does the same work for any pair (R0.45)."""
    wish = json.dumps({"login_id": login_id, "email": email, "language": language})
    enqueue(MAIL_TASK, sealed_wish=sealing.seal(wish, SEALED_AS))


@transaction.atomic
def mail_reset_link(sealed_wish: str) -> bool:
    """Mail a link where the ID is live and the address is its own (R0.44); otherwise no mail goes out, and False."""
    wish = json.loads(sealing.open_sealed(sealed_wish, SEALED_AS))
    user = User.objects.filter(
        login_id__iexact=wish["login_id"], email__iexact=wish["email"], is_active=True, deleted_at=None
    ).first()
    if user is None or not user.email:
        return False
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("accounts:reset_link", args=[key, default_token_generator.make_token(user)])
    context = {
        "login_id": user.login_id,
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        "action_url": f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}{path}",
    }
    post(Mail("reset_password", user.email, wish["language"], context, has_secret=True))
    return True


def user_of_link(key: str, token: str, *, locked: bool = False) -> User:
    """Whose link it is. Raises LinkOver. A sign-in, a new password or a new address void it too."""
    try:
        user_id = int(urlsafe_base64_decode(key))
    except (ValueError, OverflowError) as error:
        raise LinkOver from error
    users = User.objects.select_for_update() if locked else User.objects.all()
    user = users.filter(pk=user_id, is_active=True, deleted_at=None).first() if 0 < user_id < 2**63 else None
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkOver
    return user


@transaction.atomic
def reset_password(key: str, token: str, new_password: str, *, language: str) -> User:
    """Set the password; every session of the user and every known browser ends, and a mail says so (R0.47, R0.48).

    Of two parallel calls with one link one raises LinkOver. Raises ValidationError for a weak password, which leaves
    the link as it was. The second factor stays and is asked for at the next sign-in (ASVS 6.4.3).
    """
    user = user_of_link(key, token, locked=True)
    password_validation.validate_password(new_password, user)
    user.set_password(new_password)
    user.save(update_fields=["password"])
    Session.objects.filter(user=user).delete()
    KnownDevice.objects.filter(user=user).delete()
    operator = Operator.objects.filter(user=user).first()
    if operator is not None:
        with tenancy.mall(operator.mall_id):
            record("user.password_reset", user, actor=Actor.operator(user.pk))
    notify_of_change(user, "password_reset_by_mail", language=language)
    transaction.on_commit(lambda: STRANGERS.clear(user.login_id.lower()))
    return user
