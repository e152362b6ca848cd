"""The audit log of a mall: append-only by trigger; personal values stand apart and can be erased (design 4)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel


class AuditEntry(TenantModel):
    """Who did what to which object, with the values before and after."""

    outlives_mall: ClassVar[bool] = True

    class ActorKind(models.TextChoices):
        OPERATOR = "operator", _("Operator")
        SHOPPER = "shopper", _("Shopper")
        STAFF = "staff", _("Support")
        APP = "app", _("App")
        PRO = "pro", _("Cafe24 PRO")
        SYSTEM = "system", _("System")

    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(_("actor"), max_length=10, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["mall_id", "object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["mall_id", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class AuditPersonal(TenantModel):
    """Personal values of one entry (an email before and after, a name); erased with the person."""

    entry = TenantForeignKey(AuditEntry, on_delete=models.CASCADE, related_name="personal")
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["mall_id", "entry"], name="audit_personal_by_entry")]

    def __str__(self) -> str:
        return f"personal values of entry {self.entry_id}"


class LegalRecord(TenantModel):
    """What the law asks to be kept of a closed mall's orders, and nothing more, until `keep_until_on`."""

    is_exported: ClassVar[bool] = False
    outlives_mall: ClassVar[bool] = True

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    document = models.JSONField()
    keep_until_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "kind", "reference"], name="legal_record_once"),
        ]
        indexes = [models.Index(fields=["mall_id", "keep_until_on"], name="legal_record_by_end")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
