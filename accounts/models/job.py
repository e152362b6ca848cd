"""The job ledger: a row is the truth, a Celery message only a wake-up call (design 4)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    """Due rows, stuck rows, and the one UPDATE that claims."""

    def due(self, now: dt.datetime) -> JobQuerySet:
        """Rows that may run now: waiting ones, and running ones whose lease ran out."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=now),
            state__in=[Job.State.WAITING, Job.State.RUNNING],
            run_after__lte=now,
        )

    def claim(self, job_id: int, *, lease_seconds: int) -> bool:
        """Take a due row for `lease_seconds`; False where another worker has it, it is over, or not due yet.

        Slots of one schedule run in order: a slot is not due while an earlier one has not ended.
        """
        now = timezone.now()
        earlier_slot = self.model.objects.annotate(whose=Coalesce("mall_id", 0)).filter(
            task=OuterRef("task"),
            whose=Coalesce(OuterRef("mall_id"), 0),
            slot_at__lt=OuterRef("slot_at"),
            state__in=[Job.State.WAITING, Job.State.RUNNING],
        )
        claimed = (
            self.due(now)
            .filter(~Exists(earlier_slot), pk=job_id)
            .update(
                state=Job.State.RUNNING,
                lease_until=now + dt.timedelta(seconds=lease_seconds),
                attempts=F("attempts") + 1,
                started_at=now,
            )
        )
        return claimed == 1

    def stuck(self) -> JobQuerySet:
        """Rows that people should look at: failed for good, or waiting longer than an hour past their time."""
        an_hour_ago = timezone.now() - dt.timedelta(hours=1)
        return self.filter(
            Q(state=Job.State.FAILED) | Q(state__in=[Job.State.WAITING, Job.State.RUNNING], run_after__lt=an_hour_ago)
        )


class Job(models.Model):
    """One piece of work: a task with its arguments, for a mall or the platform, maybe for a time slot."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    task = models.CharField(_("task"), max_length=100)
    mall = models.ForeignKey(
        "accounts.Mall", on_delete=models.CASCADE, null=True, related_name="jobs", verbose_name=_("mall")
    )
    slot_at = models.DateTimeField(_("slot"), null=True, help_text=_("Start of the time slot this job stands for."))
    arguments = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    done_items = models.PositiveIntegerField(default=0)
    total_items = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "mall", "slot_at"],
                condition=Q(slot_at__isnull=False),
                nulls_distinct=False,
                name="job_once_per_mall_and_slot",
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], condition=Q(state__in=["waiting", "running"]), name="job_due"),
            models.Index(fields=["mall", "task", "-id"], name="job_of_mall"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"

    @property
    def percent_done(self) -> int:
        """Progress in whole percent; 100 once done, 0 while the total is unknown."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done_items * 100 // self.total_items) if self.total_items else 0

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}


class ScheduleMark(models.Model):
    """How far the clock has looked per scheduled task, so that a clock that jumps back repeats nothing."""

    task = models.CharField(_("task"), max_length=100, primary_key=True)
    last_slot_at = models.DateTimeField(_("last slot"))

    class Meta:
        verbose_name = _("schedule mark")
        verbose_name_plural = _("schedule marks")

    def __str__(self) -> str:
        return f"{self.task} {self.last_slot_at:%Y-%m-%d %H:%M}"
