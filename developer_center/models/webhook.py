"""Webhooks of apps: where they go, what waits to be sent, and what was sent.

What routes across malls is control plane and holds no shopper's data: the delivery with its event number and the key
of the row it is about, and the log with status and time. What was said, and what was answered, may name shoppers and
lies on the tenant plane (WebhookBody, WebhookAnswer).
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall
from accounts.models.sealed import SealedField, SealedModel
from accounts.tenancy.models import TenantModel
from developer_center.models.app import URL_MOST_BYTES, App
from developer_center.models.installation import Installation


class WebhookEndpoint(SealedModel):
    """Where an app wants to hear of events, and of which. An app has one at most."""

    class Why(models.TextChoices):
        """Why nothing is sent."""

        BY_DEVELOPER = "developer", _("Switched off in the Developer Center")
        GONE = "gone", _("The receiver answered 410 Gone")
        FAILING = "failing", _("Every delivery failed for three days")

    app = models.OneToOneField(App, on_delete=models.CASCADE, related_name="webhook", verbose_name=_("app"))
    url = models.CharField(_("Webhook URL"), max_length=URL_MOST_BYTES)
    events = ArrayField(models.IntegerField(), default=list, verbose_name=_("events"))
    key = SealedField(_("Webhook key"))
    key_made_at = models.DateTimeField(_("key issued"), default=timezone.now)
    is_enabled = models.BooleanField(_("in use"), default=True)
    disabled_at = models.DateTimeField(_("out of use since"), null=True)
    disabled_why = models.CharField(_("why out of use"), max_length=10, choices=Why, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, help_text="Empty once a delivery succeeds.")
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    paused_until = models.DateTimeField(null=True, help_text="The circuit is open until then.")

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_enabled=True, disabled_why="") | (Q(is_enabled=False) & ~Q(disabled_why="")),
                name="webhook_disabled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"webhooks of app {self.app_id}"


class LogType(models.TextChoices):
    """How a delivery came about, as webhooks/logs says it (wire contract 3)."""

    NORMAL = "G", _("Event")
    RESEND = "R", _("Sent again")
    TEST = "T", _("Test")


class WebhookDelivery(models.Model):
    """One event for one app: the ledger that deliveries are claimed from.

    `resource` names the row the event is about ("product:12"), `resources` those of an event about many; events of one
    row reach an app in the order of their ids. Both empty: no order to keep. `open_body` holds the body where it names
    nobody and must outlive the mall or the installation; otherwise the body is the WebhookBody of the same mall.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Delivered")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    app = models.ForeignKey(App, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("app"))
    installation = models.ForeignKey(Installation, on_delete=models.SET_NULL, null=True, related_name="+")
    mall = models.ForeignKey(
        Mall, on_delete=models.CASCADE, null=True, related_name="+", db_index=False, verbose_name=_("mall")
    )
    log_type = models.CharField(max_length=1, choices=LogType, default=LogType.NORMAL)
    event_no = models.PositiveIntegerField(_("event"))
    resource = models.CharField(max_length=60, blank=True)
    resources = ArrayField(models.CharField(max_length=60), default=list, db_default=[], blank=True)
    entry_id = models.BigIntegerField(null=True, help_text="The audit entry that it tells of.")
    trace_id = models.UUIDField(default=uuid.uuid4)
    open_body = models.TextField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            models.Index(fields=["app", "next_attempt_at", "id"], condition=Q(state="waiting"), name="hook_due_of_app"),
            models.Index(fields=["app", "mall", "resource", "id"], condition=Q(state="waiting"), name="hook_in_order"),
            models.Index(
                fields=["app", "mall", "id"],
                condition=Q(state="waiting") & ~Q(resources=[]),
                name="hook_of_many_in_order",
            ),
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="hook_next_due"),
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting", log_type="T"), name="hook_test_due"),
            models.Index(fields=["mall", "created_at"], name="hook_of_mall_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event_no} #{self.pk}"

    @property
    def is_test(self) -> bool:
        return self.log_type == LogType.TEST

    @property
    def rows(self) -> list[str]:
        """The rows that it is about, as later ones name them that wait for it."""
        return list(self.resources) or ([self.resource] if self.resource else [])


class WebhookLog(models.Model):
    """One attempt: what GET webhooks/logs lists. Its key is `log_id`."""

    class Why(models.TextChoices):
        """Why an attempt failed, where its status alone does not say it."""

        REDIRECT = "redirect", _("A redirect, which is not followed.")
        NOT_PUBLIC = "not_public", _("The address is not a public one.")
        TOO_SLOW = "too_slow", _("No whole answer within 5 seconds.")
        NO_CONNECTION = "no_connection", _("No connection came about, or it broke off.")

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="logs")
    app = models.ForeignKey(App, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    log_type = models.CharField(max_length=1, choices=LogType)
    event_no = models.PositiveIntegerField()
    requested_at = models.DateTimeField()
    endpoint = models.CharField(max_length=URL_MOST_BYTES)
    is_success = models.BooleanField()
    http_code = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=15, choices=Why, blank=True)
    open_answer = models.TextField(blank=True, help_text="Of deliveries with an open body.")

    class Meta:
        verbose_name = _("webhook log")
        verbose_name_plural = _("webhook logs")
        indexes = [
            models.Index(fields=["app", "-id"], name="hook_log_of_app"),
            models.Index(fields=["app", "mall", "id"], name="hook_log_of_app_in_mall"),
            models.Index(fields=["app", "event_no", "-id"], name="hook_log_by_event"),
            models.Index(fields=["app", "-id"], condition=Q(is_success=False), name="hook_log_failed"),
            models.Index(fields=["mall", "requested_at"], name="hook_log_of_mall_by_age"),
        ]

    def __str__(self) -> str:
        return f"log {self.pk}"


class WebhookBody(TenantModel):
    """What a delivery says, as it is sent, byte for byte on every attempt."""

    is_exported = False  # made of rows that are exported themselves

    delivery_id = models.BigIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "delivery_id"], name="webhook_body_once")]
        indexes = [models.Index(fields=["mall_id", "created_at"], name="webhook_body_by_age")]

    def __str__(self) -> str:
        return f"body of delivery {self.delivery_id}"


class WebhookAnswer(TenantModel):
    """What a receiver answered to one attempt, cut; it may repeat what it was told."""

    is_exported = False

    log_id = models.BigIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "log_id"], name="webhook_answer_once")]
        indexes = [models.Index(fields=["mall_id", "created_at"], name="webhook_answer_by_age")]

    def __str__(self) -> str:
        return f"answer to log {self.log_id}"
