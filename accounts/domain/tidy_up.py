"""Drop rows whose time is over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.domain.export_data import drop_expired_exports
from accounts.models import EmailVerification, Job, KnownDevice, OutboxMessage, RateCounter, Session
from accounts.outbox import FORGOTTEN, FORGOTTEN_ONCE_OVER

COUNTERS_KEPT = dt.timedelta(days=2)
JOBS_KEPT = dt.timedelta(days=90)
MESSAGES_KEPT = dt.timedelta(days=90)
FAREWELL_KEPT = dt.timedelta(days=7)
DEVICES_KEPT = dt.timedelta(days=180)


def tidy_up() -> None:
    """Delete expired sessions and codes, counters of past windows, and finished rows after 90 days; expired exports."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    EmailVerification.objects.filter(expires_at__lt=now - dt.timedelta(days=1)).delete()
    RateCounter.objects.filter(window_at__lt=now - COUNTERS_KEPT).delete()
    KnownDevice.objects.filter(last_used_at__lt=now - DEVICES_KEPT).delete()
    Job.objects.filter(state__in=[Job.State.DONE, Job.State.CANCELLED], finished_at__lt=now - JOBS_KEPT).delete()
    OutboxMessage.objects.exclude(state=OutboxMessage.State.WAITING).filter(created_at__lt=now - MESSAGES_KEPT).delete()
    # The mail server never took these: the last address of a deleted account goes, sent or not.
    OutboxMessage.objects.filter(
        kind__in=FORGOTTEN_ONCE_OVER, state=OutboxMessage.State.WAITING, created_at__lt=now - FAREWELL_KEPT
    ).update(state=OutboxMessage.State.CANCELLED, last_error="", **FORGOTTEN)
    drop_expired_exports(now)
