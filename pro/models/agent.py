"""Talks of merchants with an agent: OFF of an item, or a question (R3.6, R3.95, R3.107)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall
from accounts.tenancy.models import TenantModel


class AgentConversation(models.Model):
    """The head of a talk, for the staff's list. Control plane; what was said stands in AgentMessage, on the mall's."""

    class Kind(models.TextChoices):
        OFF = "off", _("Turn off")
        ON = "on", _("Turn on again")
        QUESTION = "question", _("Question")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        DONE = "done", _("Done")

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="pro_conversations", verbose_name=_("mall"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    operation_key = models.CharField(_("item"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    opened_by = models.BigIntegerField(editable=False, help_text="User who wrote.")
    language = models.CharField(max_length=2, editable=False)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("talk with an agent")
        verbose_name_plural = _("talks with an agent")
        indexes = [
            models.Index(fields=["mall", "-id"], name="conversation_of_mall"),
            models.Index(fields=["state", "id"], name="conversation_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.mall_id}/{self.kind} {self.operation_key}".strip()


class AgentMessage(TenantModel):
    """One thing that was said in a talk."""

    class Author(models.TextChoices):
        MERCHANT = "merchant", _("Merchant")
        AGENT = "agent", _("Agent")
        STAFF = "staff", _("Support")

    conversation_id = models.BigIntegerField(editable=False)
    author = models.CharField(max_length=8, choices=Author)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["mall_id", "conversation_id", "id"], name="messages_of_conversation")]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"
