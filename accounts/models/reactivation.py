"""What a dormant mall asks of support (R0.75 to R0.82)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReactivationRequest(models.Model):
    """One request to wake a dormant mall, filed in the admin or by mail, due in three business days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    class Channel(models.TextChoices):
        ADMIN = "admin", _("In the admin")
        MAIL = "mail", _("By mail")

    mall = models.ForeignKey("accounts.Mall", on_delete=models.CASCADE, null=True, related_name="reactivation_requests")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    login_id = models.CharField(_("ID"), max_length=64)
    email = models.CharField(_("email"), max_length=254)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    message = models.TextField(_("message"), blank=True)
    message_id = models.CharField(max_length=255, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    due_on = models.DateField(_("due"))
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("reactivation request")
        verbose_name_plural = _("reactivation requests")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mall"], condition=models.Q(state="waiting"), name="one_waiting_reactivation_per_mall"
            ),
            models.UniqueConstraint(
                fields=["message_id"], condition=~models.Q(message_id=""), name="reactivation_mail_read_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.login_id} ({self.state})"
