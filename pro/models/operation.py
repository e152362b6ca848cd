"""What PRO does by itself: the texts that staff edit, the switch of each mall, and the runs (design 8)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel


class Area(models.TextChoices):
    PRODUCT = "product", _("Product")
    PROMOTION = "promotion", _("Promotion")
    CONTENT = "content", _("Content")
    CS = "cs", _("CS")


class Operation(models.Model):
    """A line of the service scope. The behaviour is code under `key`; texts, place and visibility are staff's (R3.97).

    Rows are made from `pro.operations.registry` after migrations and never overwritten. Control plane, shared by all.
    """

    class SwitchedBy(models.TextChoices):
        MERCHANT = "merchant", _("On the scope page")
        AGENT = "agent", _("Through an agent")
        FORM = "form", _("By a form of its own")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    area = models.CharField(_("area"), max_length=10, choices=Area)
    name = models.CharField(_("name"), max_length=80)
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    text = models.TextField(_("what it does"))
    text_ko = models.TextField(_("what it does, in Korean"))
    switched_by = models.CharField(_("switched"), max_length=10, choices=SwitchedBy, default=SwitchedBy.MERCHANT)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_visible = models.BooleanField(
        _("visible"), default=True, help_text=_("Not visible: not in the scope, and PRO does not run it anywhere.")
    )

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """The name in the present language."""
        return self.name_ko if translation.get_language() == "ko" else self.name

    @property
    def description(self) -> str:
        """What it does, in the present language."""
        return self.text_ko if translation.get_language() == "ko" else self.text


class OperationSwitch(TenantModel):
    """Whether an operation may run in this mall. No row: it may. OFF ends later runs and restores nothing (R3.106)."""

    key = models.CharField(max_length=40)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, help_text="Last diagnosis, also one that found nothing to do.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "key"], name="switch_once_per_operation")]

    def __str__(self) -> str:
        return f"{self.key}: {'on' if self.is_on else 'off'}"


class OperationRun(TenantModel):
    """One run of an operation in a mall: what was found, what changed, how it ended. A line of Work status.

    `slot` names the occasion ("2026-11-26", "request-12"): one run per operation and slot, however often its job is
    delivered. `finding` and `summary` are `{"code": ..., "values": {...}}`, put into words by `pro.operations.words`.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        PARTLY = "partly", _("Partly done")
        FAILED = "failed", _("Failed")
        OFF = "off", _("Turned off")

    key = models.CharField(max_length=40)
    area = models.CharField(_("area"), max_length=10, choices=Area)
    slot = models.CharField(max_length=60)
    shop_no = models.PositiveSmallIntegerField(null=True, help_text="The shop it worked in; none: all of them.")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SCHEDULED)
    finding = models.JSONField(default=dict, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    total_items = models.PositiveIntegerField(default=0)
    done_items = models.PositiveIntegerField(default=0)
    changed_items = models.PositiveIntegerField(default=0)
    failed_items = models.PositiveIntegerField(default=0)
    request_id = models.BigIntegerField(null=True, help_text="The work request it carries out.")
    job_id = models.BigIntegerField(null=True)
    planned_at = models.DateTimeField(_("planned for"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "key", "slot"], name="operation_runs_once_per_slot"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "-id"], name="run_newest"),
            models.Index(fields=["mall_id", "state", "-id"], name="run_by_state"),
            models.Index(fields=["mall_id", "area", "-id"], name="run_by_area"),
            models.Index(fields=["mall_id", "key", "-id"], name="run_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.slot}: {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state not in {self.State.SCHEDULED, self.State.RUNNING}


class OperationRunItem(TenantModel):
    """One thing a run looked at and what changed in it: "what changed", before and after (R3.2)."""

    class State(models.TextChoices):
        CHANGED = "changed", _("Changed")
        SAME = "same", _("Nothing to change")
        FAILED = "failed", _("Failed")

    run = TenantForeignKey(OperationRun, on_delete=models.CASCADE, related_name="items")
    object_type = models.CharField(max_length=40, help_text="Model name: product, order, category.")
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=250)
    state = models.CharField(max_length=8, choices=State)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "run", "object_type", "object_id"], name="run_treats_an_object_once"
            ),
        ]
        indexes = [models.Index(fields=["mall_id", "object_type", "object_id"], name="run_items_of_object")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}: {self.state}"
