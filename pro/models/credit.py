"""What PRO's messages cost, and that PRO pays for them (R3.96)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel
from pro.models.operation import OperationRun


class MessageCredit(TenantModel):
    """One entry of the ledger: messages that a run sent, or PRO's top-up for them. Amounts in KRW, signed."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("Mail")
        ALIMTALK = "alimtalk", _("AlimTalk")
        SMS = "sms", _("SMS")
        TOP_UP = "top_up", _("Topped up by PRO")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    count = models.PositiveIntegerField(_("messages"), default=0)
    amount_krw = models.IntegerField(_("amount"))
    run = TenantForeignKey(OperationRun, on_delete=models.CASCADE, null=True, related_name="credits")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message credit")
        verbose_name_plural = _("message credits")
        indexes = [
            models.Index(fields=["mall_id", "-id"], name="credit_newest"),
            models.Index(fields=["mall_id", "run"], name="credit_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_krw}"
