"""What support staff do in somebody's mall: always with a trace in that mall's own log."""

from __future__ import annotations

from accounts import outbox, tenancy
from accounts.audit import Actor, record
from accounts.jobs import retry_job
from accounts.models import Job, Mall, OutboxMessage


def open_mall(mall_id: int, *, reason: str, actor: Actor) -> Mall:
    """Note in a mall's log that support looks into it, and why. Each call is another entry."""
    mall = Mall.objects.get(pk=mall_id)
    with tenancy.mall(mall.pk):
        record("support.mall_opened", mall, actor=actor, reason=reason)
    return mall


def retry_stuck_job(job_id: int, *, actor: Actor) -> bool:
    """Run a stuck job again now. False where it runs, is over, or does not exist."""
    mall_id = Job.objects.filter(pk=job_id).values_list("mall_id", flat=True).first()
    if mall_id is None:
        return retry_job(job_id)
    with tenancy.mall(mall_id):
        is_retried = retry_job(job_id)
        if is_retried:
            record("support.job_retried", Job(pk=job_id), actor=actor)
    return is_retried


def retry_stuck_message(message_id: int, *, actor: Actor) -> bool:
    """Send a waiting or refused message again. False where it was sent, or where nothing of it is left to send."""
    mall_id = OutboxMessage.objects.filter(pk=message_id).values_list("mall_id", flat=True).first()
    if mall_id is None:
        return outbox.retry(message_id)
    with tenancy.mall(mall_id):
        is_retried = outbox.retry(message_id)
        if is_retried:
            record("support.message_retried", OutboxMessage(pk=message_id), actor=actor)
    return is_retried
