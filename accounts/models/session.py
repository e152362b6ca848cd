"""Sessions, one-time email codes and counters: what protects a sign-in, all in PostgreSQL so that Redis may fail."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SessionManager(BaseSessionManager["Session"]):
    """Django's own manager, bound to our model."""


class Session(AbstractBaseSession):
    """A browser's session. It was made for one audience and is refused on every other (design 2)."""

    class Audience(models.TextChoices):
        PLATFORM = "platform", _("Platform")
        SHOPPER = "shopper", _("Shopper")

    audience = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[SessionManager] = SessionManager()

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore  # noqa: PLC0415 - the store imports this model

        return SessionStore

    @property
    def public_id(self) -> str:
        """A name for the session that may stand in a page; its key may not, because it is the sign-in itself."""
        return hashlib.sha256(f"session:{self.session_key}".encode()).hexdigest()[:24]


class EmailVerification(models.Model):
    """One code sent to one address for one purpose in one browser session; never readable afterwards."""

    class Purpose(models.TextChoices):
        SIGN_UP = "sign_up", _("Sign-up")
        FIND_ID = "find_id", _("Find ID")
        CHANGE_EMAIL = "change_email", _("Change email")

    binding = models.CharField(max_length=64, help_text="Secret kept in the browser's session.")
    purpose = models.CharField(max_length=16, choices=Purpose)
    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["binding", "purpose"], name="one_code_per_session_and_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class RateCounter(models.Model):
    """Hits of one key in one window; written on its own connection (design 3.2)."""

    key = models.CharField(max_length=120)
    window_at = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_at"], name="rate_counter_key_and_window")]

    def __str__(self) -> str:
        return f"{self.key} {self.hits}"


class KnownDevice(models.Model):
    """A browser that has signed in before; it keeps its own bucket of tries (security.md 0.7)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    token_hash = models.CharField(max_length=64)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token_hash"], name="known_device_once_per_user")]

    def __str__(self) -> str:
        return f"device {self.pk} of {self.user_id}"
