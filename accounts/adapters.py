"""How allauth's parts fit in: mails through the outbox, second factors encrypted, no sign-up of its own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from accounts import sealing
from accounts.domain.notices import NOTICES, notify_of_change
from accounts.models import User
from accounts.outbox import Mail, post_rendered
from accounts.sign_in_hooks import SignInHooks

SEALED_AS = "mfa_authenticator|0|-|data"


class AccountAdapter(SignInHooks, DefaultAccountAdapter):  # type: ignore[misc]
    """allauth logs people in and keeps second factors; accounts are made by `domain.sign_up` only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post a mail of allauth's own templates into the outbox: a page never talks to a mail server."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        html = ""
        if isinstance(message, EmailMultiAlternatives) and message.alternatives:
            html = str(message.alternatives[0][0])
        mail = Mail(template_prefix[-60:], email, translation.get_language() or "", {}, has_secret=True)
        post_rendered(mail, subject=message.subject, text=message.body, html=html)

    @transaction.atomic
    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Our own notice in place of allauth's, where we have one; it goes to the account's address."""
        notice = template_prefix.rpartition("/")[2]
        if notice in NOTICES:
            notify_of_change(user, notice, language=translation.get_language() or "", to=email or "")
        elif user.email:
            self.send_mail(template_prefix, email or user.email, context or {})


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals TOTP seeds and recovery-code seeds, which allauth stores in clear by default."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, SEALED_AS)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.open_sealed(encrypted_text, SEALED_AS)

    def get_totp_label(self, user: User) -> str:
        """The ID: one email address may own many accounts (R0.20)."""
        return user.login_id

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = allauth_context.request.get_host().partition(":")[0]
        return {"id": host, "name": settings.PLATFORM_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": str(user.pk).encode(), "display_name": user.name or user.login_id, "name": user.login_id}
