"""The PRO contract of a mall: applied for, screened, running, stopped (design 8)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall


class ContractQuerySet(models.QuerySet["Contract"]):
    def standing(self) -> ContractQuerySet:
        """Contracts that are not over; a mall has at most one."""
        return self.exclude(state=Contract.State.TERMINATED)

    def active(self) -> ContractQuerySet:
        """Contracts under which PRO works now, in malls that are open."""
        return self.filter(state=Contract.State.ACTIVE, mall__status=Mall.Status.OPEN)


class Contract(models.Model):
    """One application for PRO and what became of it. Control plane: it holds no shopper's data.

    applied -> screening -> active | suspended (reason) -> terminated. Ending restores nothing (R3.104); a mall that
    comes back applies anew.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        SCREENING = "screening", _("In screening")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        TERMINATED = "terminated", _("Terminated")

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="pro_contracts", verbose_name=_("mall"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    languages = models.JSONField(_("languages"), default=list, help_text="Of the overseas shops wanted: en, ja.")
    terms_version = models.CharField(_("terms agreed to"), max_length=20)
    note = models.TextField(_("note"), blank=True)
    reason = models.TextField(
        _("reason"), blank=True, help_text="Why it was suspended or ended; the merchant reads it."
    )
    findings = models.JSONField(default=list, blank=True, editable=False, help_text="What screening found unsuitable.")
    applied_by = models.BigIntegerField(editable=False, help_text="User who applied.")
    applied_at = models.DateTimeField(_("applied"), default=timezone.now, editable=False)
    screened_at = models.DateTimeField(_("screened"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.BigIntegerField(
        null=True, editable=False, help_text="Staff member; none: the screening itself."
    )
    activated_at = models.DateTimeField(_("active since"), null=True, editable=False)
    terminated_at = models.DateTimeField(_("terminated"), null=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("PRO contract")
        verbose_name_plural = _("PRO contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["mall"], condition=~models.Q(state="terminated"), name="one_standing_contract_per_mall"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="suspended") | ~models.Q(reason=""), name="suspension_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="contract_by_state")]

    def __str__(self) -> str:
        return f"{self.mall_id}/{self.state}"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def facts(self) -> dict[str, Any]:
        """What the audit log keeps of it."""
        return {"state": self.state, "languages": list(self.languages), "reason": self.reason}
