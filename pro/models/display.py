"""The main display that PRO ranks every two hours: its service life, and what each run put where and why (design 9)."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models import MainCategory

MAIN_DISPLAY: Final = "main-display"  # its key in the service scope and in Work status


class DisplayAreaKind(models.TextChoices):
    """The four areas (R9.1), in the order of the guide."""

    NEW = "new", _("New arrivals")
    RECOMMENDED = "recommended", _("Recommended products")
    BEST = "best", _("Best sellers")
    TREND = "trend", _("Trending products")


class DisplayServiceQuerySet(models.QuerySet["DisplayService"]):
    def standing(self) -> DisplayServiceQuerySet:
        """Services that are not over; a mall has at most one."""
        return self.exclude(state__in=DisplayService.OVER)

    def running(self) -> DisplayServiceQuerySet:
        """Services that refresh displays now, in malls that are open and under an active contract."""
        return self.served().filter(state=DisplayService.State.RUNNING)

    def served(self) -> DisplayServiceQuerySet:
        """Services of malls that are open and under an active contract; the others wait."""
        return self.filter(mall__status=Mall.Status.OPEN, mall__pro_contracts__state="active")


class DisplayService(models.Model):
    """One life of the service in a mall: applied for, approved, announced, running, off (R3.47 to R3.54).

    applied -> approved -> announced -> running -> off; applied -> refused. Control plane. Days are days in Seoul.
    `starts_on` is known once a provider accepted the notice: the first Monday at least seven days after that day.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        APPROVED = "approved", _("Approved")
        ANNOUNCED = "announced", _("Announced")
        RUNNING = "running", _("Running")
        OFF = "off", _("Off")
        REFUSED = "refused", _("Refused")

    class EndedBy(models.TextChoices):
        MERCHANT = "merchant", _("Merchant")
        STAFF = "staff", _("Support")
        CONTRACT = "contract", _("End of the PRO contract")

    OVER = (State.OFF, State.REFUSED)

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="display_services", verbose_name=_("mall"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    terms_version = models.CharField(_("terms agreed to"), max_length=20, blank=True)
    applied_by = models.BigIntegerField(null=True, editable=False, help_text="User who applied.")
    applied_at = models.DateTimeField(_("applied"), default=timezone.now, editable=False)
    approved_on = models.DateField(_("approved"), null=True, editable=False)
    approved_by = models.BigIntegerField(null=True, editable=False, help_text="Staff member.")
    notice_due_at = models.DateTimeField(_("notice due"), null=True, editable=False)
    notice_message_id = models.BigIntegerField(null=True, editable=False, help_text="The newest notice posted.")
    notice_accepted_at = models.DateTimeField(_("notice accepted"), null=True, editable=False)
    starts_on = models.DateField(_("starts"), null=True, editable=False)
    started_at = models.DateTimeField(_("running since"), null=True, editable=False)
    displayed_at = models.DateTimeField(_("first display"), null=True, editable=False)
    refreshed_slot_at = models.DateTimeField(
        _("newest slot done"), null=True, editable=False, help_text="Also where nothing changed or no area was there."
    )
    start_notice_at = models.DateTimeField(_("start message"), null=True, editable=False)
    ended_at = models.DateTimeField(_("off since"), null=True, editable=False)
    ended_by = models.CharField(_("ended by"), max_length=10, choices=EndedBy, blank=True)
    end_reason = models.TextField(_("reason"), blank=True)

    objects = DisplayServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("main display service")
        verbose_name_plural = _("main display services")
        constraints = [
            models.UniqueConstraint(
                fields=["mall"],
                condition=~models.Q(state__in=["off", "refused"]),
                name="one_standing_display_service_per_mall",
            ),
        ]
        indexes = [models.Index(fields=["state", "mall"], name="display_service_by_state")]

    def __str__(self) -> str:
        return f"{self.mall_id}/{self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def stream(self) -> str:
        """What its notices are called in the outbox; they go out in order."""
        return f"display-notice-{self.pk}"


class DisplayStartCount(TenantModel):
    """How many products a main category displayed when the service started: its slots where none are set (R3.52).

    Written for every recognised main category, also where a count is set: it may be taken away later.
    """

    main_category = TenantForeignKey(MainCategory, on_delete=models.CASCADE, related_name="display_starts")
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "main_category"], name="start_count_once")]

    def __str__(self) -> str:
        return f"{self.main_category_id}: {self.count}"


class DisplayRun(TenantModel):
    """What one slot did to one area. `products` is the new list; empty: the area stayed as it was.

    `reasons` has one entry per product, in order: product, window (none: pinned), rank in the area, and the figures
    that it was ranked by. No foreign keys: rows outlive the category and the products they name.
    """

    is_exported = False

    slot_at = models.DateTimeField()
    shop_no = models.PositiveSmallIntegerField()
    main_category_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=DisplayAreaKind)
    slots = models.PositiveSmallIntegerField()
    is_distributed = models.BooleanField(help_text="Areas took turns, because products were too few (R3.69).")
    before = ArrayField(models.BigIntegerField())
    products = ArrayField(models.BigIntegerField())
    reasons = models.JSONField()

    class Meta:
        verbose_name = _("main display run")
        verbose_name_plural = _("main display runs")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "slot_at", "main_category_id"], name="display_run_once_per_slot")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of shop {self.shop_no} at {self.slot_at}"


class DisplayAreaDay(TenantModel):
    """Which products an area showed on a day in Seoul, all of its runs together; kept as long as the day rows.

    With `is_before` it is what the area showed when PRO changed it for the first time: what the merchant had chosen,
    which stands for every day before.
    """

    is_exported = False

    main_category_id = models.BigIntegerField()
    shop_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=DisplayAreaKind)
    day = models.DateField()
    is_before = models.BooleanField(default=False)
    products = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "main_category_id", "is_before", "day"], name="display_area_day_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of shop {self.shop_no} on {self.day}"


class DisplayFailureQuerySet(models.QuerySet["DisplayFailure"]):
    def open(self) -> DisplayFailureQuerySet:
        """Those after which the mall has not been refreshed yet."""
        return self.filter(solved_at__isnull=True)


class DisplayFailure(models.Model):
    """A mall whose display could not be refreshed in a slot, for staff; the others went on. Control plane.

    It is solved by the next refresh of the mall that succeeds, be it a retry or a later slot.
    """

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="display_failures", verbose_name=_("mall"))
    slot_at = models.DateTimeField(_("slot"))
    error = models.TextField(_("error"))
    at = models.DateTimeField(default=timezone.now)
    retried_at = models.DateTimeField(_("retried"), null=True, editable=False)
    solved_at = models.DateTimeField(_("solved"), null=True, editable=False)

    objects = DisplayFailureQuerySet.as_manager()

    class Meta:
        verbose_name = _("display failure")
        verbose_name_plural = _("display failures")
        constraints = [models.UniqueConstraint(fields=["mall", "slot_at"], name="display_failure_once_per_slot")]
        indexes = [
            models.Index(fields=["-slot_at"], name="display_failure_newest"),
            models.Index(fields=["mall"], name="display_failure_open", condition=models.Q(solved_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.mall_id} at {self.slot_at}"


class DisplaySlot(models.Model):
    """One refresh of all malls: how many, how long, how many failed. Control plane, for staff (issue 5)."""

    slot_at = models.DateTimeField(_("slot"), unique=True)
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    batches_left = models.PositiveIntegerField(default=0, editable=False)
    malls = models.PositiveIntegerField(_("malls"), default=0)
    refreshed = models.PositiveIntegerField(_("refreshed"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)

    class Meta:
        verbose_name = _("display slot")
        verbose_name_plural = _("display slots")
        ordering = ["-slot_at"]

    def __str__(self) -> str:
        return f"{self.slot_at:%Y-%m-%d %H:%M}"
