"""An app of a developer, and what happened to it (guide 2). Control plane: it belongs to no mall."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.sealed import SealedField, SealedModel
from accounts.models.user import User
from developer_center.models.oauth_client import OAuthClient

CLIENT_ID_BYTES = 16
MOST_REDIRECT_URLS = 10
URL_MOST_BYTES = 200
API_VERSIONS = ("2024-06-01", "2025-06-01", "2025-12-01", "2026-03-01")  # that are supported, oldest first
NEWEST_API_VERSION = API_VERSIONS[-1]


def new_client_id() -> str:
    """22 characters, as keys of apps are long."""
    return secrets.token_urlsafe(CLIENT_ID_BYTES)


class AppQuerySet(models.QuerySet["App"]):
    def of(self, user: User) -> AppQuerySet:
        """A developer's own apps (R2.5)."""
        return self.filter(user=user)


class App(OAuthClient, SealedModel):
    """What a developer registers. `name` is for the developer alone, never the name it is sold under (R2.6)."""

    class Kind(models.TextChoices):
        """Fixed when the app is made, because the keys depend on it (R2.11)."""

        WEB = "web", _("Web Application")
        NATIVE = "native", _("Native app")

    class State(models.TextChoices):
        """R2.18; the fifth is R9.4."""

        IN_PRODUCTION = "in_production", _("In production")
        UNDER_REVIEW = "under_review", _("Under review")
        REJECTED = "rejected", _("Review rejected")
        FOR_SALE = "for_sale", _("For sale")
        SALE_ENDED = "sale_ended", pgettext_lazy("app status", "Sold")

    class Extension(models.TextChoices):
        """How the app shows itself in a theme (wire contract 2.7, apps)."""

        SECTION = "section", "section"
        EMBEDDED = "embedded", "embedded"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="apps", verbose_name=_("developer")
    )
    name = models.CharField(_("App name"), max_length=100)
    app_url = models.CharField(_("App URL"), max_length=URL_MOST_BYTES)
    kind = models.CharField(_("App type"), max_length=10, choices=Kind)
    redirect_urls = ArrayField(
        models.CharField(max_length=URL_MOST_BYTES), default=list, verbose_name=_("Redirect URLs")
    )
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("permissions"))
    operator_rights_url = models.CharField(_("Operator rights URL"), max_length=URL_MOST_BYTES, blank=True)
    icon = models.CharField(_("icon"), max_length=64, blank=True, help_text="Digest of its AppIcon.")
    client_id = models.CharField(_("Client ID"), max_length=40, unique=True, default=new_client_id)
    secret = SealedField(_("Client Secret"))
    secret_made_at = models.DateTimeField(_("secret issued"), default=timezone.now)
    state = models.CharField(_("status"), max_length=15, choices=State, default=State.IN_PRODUCTION)
    rejection_reason = models.TextField(_("reason for rejection"), blank=True)
    api_version = models.CharField(_("API version"), max_length=10, default=NEWEST_API_VERSION)
    initial_api_version = models.CharField(max_length=10, default=NEWEST_API_VERSION)
    previous_api_version = models.CharField(max_length=10, blank=True)
    extension_type = models.CharField(max_length=10, choices=Extension, default=Extension.SECTION)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = AppQuerySet.as_manager()

    class Meta:
        verbose_name = _("app")
        verbose_name_plural = _("apps")
        indexes = [models.Index(fields=["user", "-id"], name="app_of_developer")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(redirect_urls__len__lte=MOST_REDIRECT_URLS), name="app_redirect_urls_ten_at_most"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(rejection_reason=""), name="app_rejected_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_frozen(self) -> bool:
        """Under review nothing may be changed (screens 7)."""
        return self.state == self.State.UNDER_REVIEW

    @property
    def is_for_sale(self) -> bool:
        return self.state == self.State.FOR_SALE

    @property
    def may_ask_for_review(self) -> bool:
        return self.state in {self.State.IN_PRODUCTION, self.State.REJECTED, self.State.SALE_ENDED}

    @property
    def is_deletable(self) -> bool:
        """By its developer; an app for sale is deleted by staff after an inquiry (R2.20)."""
        return self.state not in {self.State.FOR_SALE, self.State.UNDER_REVIEW}

    @property
    def icon_url(self) -> str:
        """Empty without an icon: pages show a blank image (R2.16)."""
        return reverse("developers:icon", args=[self.icon]) if self.icon else ""


class AppIcon(models.Model):
    """A picture of 120 x 120 as it is served: encoded anew as PNG, named by its digest (R2.35)."""

    digest = models.CharField(max_length=64, primary_key=True)
    png = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest


class AppEvent(models.Model):
    """One thing that was done to an app, by whom. Append-only; names the app by its key, which may be gone."""

    class By(models.TextChoices):
        DEVELOPER = "developer", _("Developer")
        STAFF = "staff", _("Staff")

    app_no = models.BigIntegerField(db_index=True)
    action = models.CharField(max_length=30)
    by = models.CharField(max_length=10, choices=By)
    user_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("app event")
        verbose_name_plural = _("app events")

    def __str__(self) -> str:
        return f"{self.app_no} {self.action}"
