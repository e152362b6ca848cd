"""An app in a mall: what the merchant consented to, and whether that still holds. Control plane."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall
from accounts.store_cache import forget_pages
from developer_center.models.app import App


class InstallationQuerySet(models.QuerySet["Installation"]):
    """Which apps a mall has."""

    def in_mall(self, mall_id: int) -> InstallationQuerySet:
        """Installed in the mall, whether or not they wait for a new consent."""
        return self.filter(mall_id=mall_id).exclude(state=Installation.State.REMOVED)

    def active(self) -> InstallationQuerySet:
        """Apps that may call the API now."""
        return self.filter(state=Installation.State.ACTIVE)

    def update(self, **values: Any) -> int:
        """Apps' scripts come and go with them: the storefronts forget their pages."""
        forget_pages(self.values_list("mall__host", flat=True))
        return super().update(**values)


class Installation(models.Model):
    """One app in one mall. A row stays when the app is removed, so that a later consent is the same installation."""

    class State(models.TextChoices):
        ACTIVE = "active", _("In use")
        NEEDS_APPROVAL = "needs_approval", _("Needs your consent again")
        REMOVED = "removed", _("Removed")

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="installations", verbose_name=_("app"))
    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="installations", verbose_name=_("mall"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("consented by"),
    )
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("permissions"))
    state = models.CharField(_("status"), max_length=15, choices=State, default=State.ACTIVE)
    receives_webhooks = models.BooleanField(
        _("receives webhooks"), default=True, help_text="The app switches it: PUT webhooks/setting."
    )
    installed_at = models.DateTimeField(_("installed"), default=timezone.now)
    consented_at = models.DateTimeField(_("last consent"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed"), null=True)

    objects = InstallationQuerySet.as_manager()

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installations")
        constraints = [models.UniqueConstraint(fields=["app", "mall"], name="installed_once_per_mall")]
        indexes = [models.Index(fields=["mall", "-installed_at"], name="installation_of_mall")]

    def __str__(self) -> str:
        return f"app {self.app_id} in mall {self.mall_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As `update` does: pages that carry the app's scripts, or not yet, are forgotten."""
        super().save(*args, **kwargs)
        forget_pages([self.mall.host])

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE
