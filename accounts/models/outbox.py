"""Mails and messages, written in the transaction that causes them and sent by a worker (design 4)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.sealed import SealedField, SealedModel


class OutboxMessage(SealedModel):
    """One message to one address. A body that carries a secret is sealed, and blanked once sent.

    An AlimTalk goes to a phone, with the `variables` of its approved template; it carries the mail that takes its
    place where it cannot go, and `fallback_to`, whom that mail goes to. `channel` says how it went in the end.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        ALIMTALK = "alimtalk", _("AlimTalk")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the receiver")
        CANCELLED = "cancelled", _("Cancelled")

    mall = models.ForeignKey(
        "accounts.Mall", on_delete=models.CASCADE, null=True, related_name="messages", verbose_name=_("mall")
    )
    channel = models.CharField(pgettext_lazy("message", "channel"), max_length=8, choices=Channel, default=Channel.MAIL)
    kind = models.CharField(_("kind"), max_length=60)
    stream = models.CharField(
        _("stream"), max_length=80, blank=True, help_text=_("Messages of one stream go out in order.")
    )
    recipient = models.CharField(_("recipient"), max_length=254, help_text="An email address, or a phone's digits.")
    fallback_to = models.EmailField(blank=True)
    variables = models.JSONField(default=dict, blank=True)
    sender_name = models.CharField(max_length=80, blank=True)
    reply_to = models.EmailField(blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    sealed_text = SealedField(blank=True)
    sealed_html = SealedField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["stream", "id"], condition=~models.Q(stream=""), name="outbox_stream"),
            models.Index(fields=["state", "-id"], name="outbox_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def has_body(self) -> bool:
        """Whether there is still something to send: a body with a secret is blanked once it left."""
        return bool(self.text or self.sealed_text)


class RefusedAddress(models.Model):
    """An address whose server refused mail for good (5xx); shown to whoever owns it."""

    email = models.EmailField(_("email"), unique=True)
    reason = models.TextField(_("reason"), blank=True)
    refused_at = models.DateTimeField(_("refused"), default=timezone.now)

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.email
