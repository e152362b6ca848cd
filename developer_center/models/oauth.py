"""Codes and tokens of OAuth2, in the shapes django-oauth-toolkit works with; each names the installation it is for.

Control plane: a token is looked up by its checksum before anybody knows the mall. Tokens are kept as SHA-256 only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import ClassVar

from django.db import models
from django.utils import timezone
from oauth2_provider.models import AbstractAccessToken, AbstractGrant, AbstractIDToken, AbstractRefreshToken

from developer_center.models.app import App
from developer_center.models.installation import Installation


def checksum_of(token: str) -> str:
    """How a code or token is kept: SHA-256 of it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class Grant(AbstractGrant):  # type: ignore[misc]  # the toolkit has no types
    """An authorization code: used once, for 60 seconds. `code` holds its checksum."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="grants")

    class Meta(AbstractGrant.Meta):  # type: ignore[misc]
        verbose_name = "authorization code"


class UsedCode(models.Model):
    """A code that was exchanged: seen again, all that came of it is revoked (RFC 6749 4.1.2)."""

    checksum = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the code.")
    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    token_family = models.UUIDField()
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"code {self.checksum[:8]}"


class AccessToken(AbstractAccessToken):  # type: ignore[misc]  # the toolkit has no types
    """What an app calls the API with, for two hours."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="access_tokens")

    class Meta(AbstractAccessToken.Meta):  # type: ignore[misc]
        verbose_name = "access token"
        indexes = [models.Index(fields=["expires"], name="access_token_by_end")]


class RefreshToken(AbstractRefreshToken):  # type: ignore[misc]  # the toolkit has no types
    """What an app gets its next access token with: once, within 14 days, in a family of 90 days at most."""

    FRESH_FOR: ClassVar = dt.timedelta(days=14)
    FAMILY_LIVES_FOR: ClassVar = dt.timedelta(days=90)

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="refresh_tokens")
    family_began_at = models.DateTimeField(default=timezone.now)

    class Meta(AbstractRefreshToken.Meta):  # type: ignore[misc]
        verbose_name = "refresh token"
        indexes = [*AbstractRefreshToken.Meta.indexes, models.Index(fields=["created"], name="refresh_token_by_age")]

    @property
    def ends_at(self) -> dt.datetime:
        """14 days after it was issued, and at the latest with its family (ASVS 10.4.8)."""
        ends_at: dt.datetime = min(self.created + self.FRESH_FOR, self.family_began_at + self.FAMILY_LIVES_FOR)
        return ends_at


class IDToken(AbstractIDToken):  # type: ignore[misc]  # the toolkit has no types
    """Not issued (OpenID Connect is off); the toolkit's token tables have a key to it."""

    class Meta(AbstractIDToken.Meta):  # type: ignore[misc]
        verbose_name = "ID token"
