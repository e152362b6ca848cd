"""What the platform cannot get done by itself: jobs, mails, and a clock that is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import Job, Mall, OutboxMessage, ReactivationRequest, ScheduleMark, Session

MOST_ROWS = 100
SEND_TASK = "accounts.send_message"
LATE_AFTER = dt.timedelta(hours=1)
CLOCK_TOLERANCE = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Stuck:
    """Rows for the page, at most MOST_ROWS of each kind, oldest first."""

    jobs: list[Job]
    messages: list[OutboxMessage]
    marks_ahead: list[ScheduleMark]

    @property
    def is_empty(self) -> bool:
        return not (self.jobs or self.messages or self.marks_ahead)


def what_is_stuck() -> Stuck:
    """Failed and late jobs, refused and late mails, and schedules whose mark lies in the future.

    The job that sends a mail is shown as that mail, not twice. Reads as role support, across all malls.
    """
    now = timezone.now()
    late = Q(state=OutboxMessage.State.WAITING, created_at__lt=now - LATE_AFTER)
    recently_refused = Q(state=OutboxMessage.State.REFUSED, created_at__gt=now - dt.timedelta(days=14))
    messages = OutboxMessage.objects.using("support").select_related("mall").filter(late | recently_refused)
    jobs = Job.objects.using("support").stuck().select_related("mall")
    shown = list(messages.order_by("pk")[:MOST_ROWS])
    ids = [message.pk for message in shown]
    return Stuck(
        jobs=list(jobs.exclude(task=SEND_TASK, arguments__message_id__in=ids).order_by("run_after", "pk")[:MOST_ROWS]),
        messages=shown,
        marks_ahead=list(ScheduleMark.objects.using("support").filter(last_slot_at__gt=now + CLOCK_TOLERANCE)),
    )


def platform_counts() -> dict[str, int]:
    """A few numbers that say how the platform is doing."""
    malls = Mall.objects.using("support")
    return {
        "open_malls": malls.filter(status=Mall.Status.OPEN).count(),
        "dormant_malls": malls.filter(status=Mall.Status.DORMANT).count(),
        "sessions": Session.objects.using("support").filter(expire_date__gt=timezone.now()).count(),
        "waiting_requests": ReactivationRequest.objects.using("support")
        .filter(state=ReactivationRequest.State.WAITING)
        .count(),
        "waiting_messages": OutboxMessage.objects.using("support").filter(state=OutboxMessage.State.WAITING).count(),
    }
