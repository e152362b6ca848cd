"""The texts a shopper consents to, version by version."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantModel


class ShopDocument(TenantModel):
    """One version of a shop's terms or privacy notice. Written once, never changed: consents name it by number.

    The newest version is in force. One that is the standard text hands over to the present standard text, which
    changes with the shop's name and return windows; the version keeps the words somebody agreed to.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms of use")
        PRIVACY = "privacy", _("Privacy notice")

    shop_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    version = models.PositiveIntegerField()
    body = models.TextField(_("text"))
    is_standard = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("shop document")
        verbose_name_plural = _("shop documents")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "shop_no", "kind", "version"], name="shop_document_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
