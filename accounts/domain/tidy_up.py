"""Drop rows whose time is over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import EmailVerification, Job, KnownDevice, OutboxMessage, RateCounter, Session

COUNTERS_KEPT = dt.timedelta(days=2)
JOBS_KEPT = dt.timedelta(days=90)
MESSAGES_KEPT = dt.timedelta(days=90)
DEVICES_KEPT = dt.timedelta(days=180)


def tidy_up() -> None:
    """Delete expired sessions and codes, counters of past windows, and finished rows after 90 days."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    EmailVerification.objects.filter(expires_at__lt=now - dt.timedelta(days=1)).delete()
    RateCounter.objects.filter(window_at__lt=now - COUNTERS_KEPT).delete()
    KnownDevice.objects.filter(last_used_at__lt=now - DEVICES_KEPT).delete()
    Job.objects.filter(state__in=[Job.State.DONE, Job.State.CANCELLED], finished_at__lt=now - JOBS_KEPT).delete()
    OutboxMessage.objects.filter(
        state__in=[OutboxMessage.State.SENT, OutboxMessage.State.REFUSED], created_at__lt=now - MESSAGES_KEPT
    ).delete()
