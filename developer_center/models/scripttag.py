"""A script that an app has put on pages of a mall's storefront (wire contract 2.7, scripttags)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from developer_center.models.app import URL_MOST_BYTES
from developer_center.models.installation import Installation


class ScriptTagQuerySet(TenantQuerySet["ScriptTag"]):
    """Whose scripts they are, and which of them count."""

    def of_app(self, app_id: int) -> ScriptTagQuerySet:
        """An app's own ones."""
        return self.filter(app_id=app_id)

    def in_use(self) -> ScriptTagQuerySet:
        """Scripts of apps that work in the mall now, without what an app left there before it was installed anew."""
        active = Installation.objects.active().filter(
            mall_id=models.OuterRef("mall_id"),
            app_id=models.OuterRef("app_id"),
            installed_at__lte=models.OuterRef("created_at"),
        )
        return self.filter(models.Exists(active))


class ScriptTag(TenantModel):
    """One script on pages of one shop. `app_id` is the key of an App, which is on the control plane and may be gone."""

    app_id = models.BigIntegerField()
    shop_no = models.PositiveSmallIntegerField(default=1)
    src = models.CharField(_("address"), max_length=URL_MOST_BYTES)
    display_locations = ArrayField(models.CharField(max_length=40), verbose_name=_("pages"))
    exclude_paths = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("pages left out"))
    skin_numbers = ArrayField(models.PositiveIntegerField(), default=list, help_text="Kept for the app: we have one.")
    integrity = models.CharField(_("checksum"), max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TenantManager.from_queryset(ScriptTagQuerySet)()

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        constraints = [
            models.CheckConstraint(condition=models.Q(display_locations__len__gte=1), name="script_tag_goes_somewhere"),
        ]
        indexes = [models.Index(fields=["mall_id", "shop_no", "app_id", "id"], name="script_tag_of_shop")]

    def __str__(self) -> str:
        return self.src
