"""Make somebody support staff."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.domain.login_ids import take_login_id
from accounts.models import User
from accounts.outbox import Mail, post


@transaction.atomic
def create_staff(login_id: str, email: str, *, language: str = "en") -> tuple[User, str]:
    """Make a staff account without a password and mail the link to set one; give the link back too.

    The link ends after PASSWORD_RESET_TIMEOUT; "Forgot password?" sends another. The second factor is asked for at
    the first visit of /support/. Raises LoginIdTaken, and ValidationError where the ID breaks its rules.
    """
    user = User(login_id=login_id, email=User.objects.normalize_email(email), language=language, is_staff=True)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    take_login_id(login_id)
    user.save(force_insert=True)
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("accounts:reset_link", args=[key, default_token_generator.make_token(user)])
    link = f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}{path}"
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    context = {"login_id": user.login_id, "minutes": minutes, "action_url": link}
    post(Mail("reset_password", user.email, language, context, has_secret=True))
    return user, link
