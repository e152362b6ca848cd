"""The link by which a new sub-operator sets a password: once, within 24 hours."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import Operator, User
from accounts.outbox import Mail, post

LIFETIME: Final = dt.timedelta(hours=24)
SALT: Final = "accounts.invitation"


class InvitationOver(Exception):
    """The link is over, was used, was replaced by a newer one, or was never ours."""


def invite(operator: Operator, *, language: str) -> None:
    """Post the mail with the link, in the caller's transaction."""
    user = operator.user
    address = f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}"
    path = reverse("accounts:accept_invitation", args=[token_for(user)])
    context = {
        "mall_name": operator.mall.name,
        "login_id": user.login_id,
        "name": user.name,
        "action_url": f"{address}{path}",
        "hours": int(LIFETIME.total_seconds() // 3600),
    }
    mail = Mail("operator_invitation", user.email, language, context, mall_id=operator.mall_id, has_secret=True)
    post(mail)


def token_for(user: User) -> str:
    """A signed name of the user and of their present unusable password, which the first use replaces."""
    return signing.dumps([user.pk, _mark(user)], salt=SALT)


def invited_user(token: str, *, locked: bool = False) -> User:
    """Whom a link is for. Raises InvitationOver."""
    try:
        user_id, mark = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError) as error:
        raise InvitationOver from error
    users = User.objects.select_for_update() if locked else User.objects.all()
    user = users.filter(pk=user_id, is_active=True).first()
    if user is None or user.has_usable_password() or not hmac.compare_digest(mark, _mark(user)):
        raise InvitationOver
    return user


@transaction.atomic
def accept_invitation(token: str, password: str) -> User:
    """Set the first password; of two parallel calls with one link one raises InvitationOver."""
    user = invited_user(token, locked=True)
    operator = Operator.objects.filter(user=user, is_active=True).first()
    if operator is None:
        raise InvitationOver
    user.set_password(password)
    user.save(update_fields=["password"])
    with tenancy.mall(operator.mall_id):
        record("operator.accepted", operator, actor=Actor.operator(user.pk))
    return user


def _mark(user: User) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()[:20]
