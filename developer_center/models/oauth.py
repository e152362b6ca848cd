"""Codes and tokens of OAuth2, in the shapes django-oauth-toolkit works with; each names the installation it is for.

Control plane: a token is looked up by its checksum before anybody knows the mall. Tokens are kept as SHA-256 only.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from oauth2_provider.models import AbstractAccessToken, AbstractGrant, AbstractIDToken, AbstractRefreshToken

from developer_center.models.app import App
from developer_center.models.installation import Installation


class Grant(AbstractGrant):  # type: ignore[misc]  # the toolkit has no types
    """An authorization code: used once, for 60 seconds."""

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


class RefreshToken(AbstractRefreshToken):  # type: ignore[misc]  # the toolkit has no types
    """What an app gets its next access token with: once, within 14 days, in a family of 90 days at most."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="refresh_tokens")
    family_began_at = models.DateTimeField(default=timezone.now)

    class Meta(AbstractRefreshToken.Meta):  # type: ignore[misc]
        verbose_name = "refresh token"


class IDToken(AbstractIDToken):  # type: ignore[misc]  # the toolkit has no types
    """Not issued (OpenID Connect is off); the toolkit's token tables have a key to it."""

    class Meta(AbstractIDToken.Meta):  # type: ignore[misc]
        verbose_name = "ID token"
