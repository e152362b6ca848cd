"""What follows from an attempt: the log, the next attempt or the end, and what it says of the endpoint."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import tenancy
from accounts.tenancy import MallGone
from developer_center.domain.webhooks.call import Reply
from developer_center.domain.webhooks.claim import BREAK_AFTER, Claimed
from developer_center.domain.webhooks.disable import disable
from developer_center.models import WebhookAnswer, WebhookDelivery, WebhookEndpoint, WebhookLog

RETRY_SECONDS: Final = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
KEEP_TRYING: Final = dt.timedelta(days=3)
LONGEST_FAILING: Final = dt.timedelta(days=3)
FEWEST_FAILURES: Final = 10  # before an endpoint is given up: three quiet days with one failure prove nothing
PAUSE_SECONDS: Final = (15, 30, 60, 120, 300, 600)

State = WebhookDelivery.State


def settle(claimed: Claimed, reply: Reply, *, requested_at: dt.datetime) -> WebhookLog | None:
    """Write down an attempt and what comes next, in one transaction; None where its mall was deleted meanwhile.

    A worker whose lease ended changes nothing but the log: another one has the delivery.
    """
    delivery = claimed.delivery
    if delivery.open_body or delivery.mall_id is None:
        with transaction.atomic():
            return _settle(claimed, reply, requested_at)
    try:
        with tenancy.acting_for(delivery.mall_id), tenancy.step():
            entry = _settle(claimed, reply, requested_at)
            WebhookAnswer(log_id=entry.pk, text=reply.text).save(force_insert=True)
            return entry
    except MallGone:
        _ours(claimed).update(state=State.CANCELLED, lease_until=None, finished_at=timezone.now())
        return None


def _settle(claimed: Claimed, reply: Reply, requested_at: dt.datetime) -> WebhookLog:
    endpoint = _endpoint_to_judge(claimed, reply)  # locked before the delivery, as in a claim
    entry = _log(claimed, reply, requested_at)
    _advance(claimed, reply)
    if endpoint is not None:
        _judge(endpoint, reply)
    return entry


def _endpoint_to_judge(claimed: Claimed, reply: Reply) -> WebhookEndpoint | None:
    """The locked endpoint; None where the attempt changes nothing about it."""
    rows = WebhookEndpoint.objects.filter(pk=claimed.endpoint.pk)
    if reply.is_success:
        rows = rows.filter(Q(failures__gt=0) | Q(failing_since__isnull=False))
    elif claimed.delivery.is_test:
        return None
    return rows.select_for_update(no_key=True).first()


def _log(claimed: Claimed, reply: Reply, requested_at: dt.datetime) -> WebhookLog:
    delivery = claimed.delivery
    return WebhookLog.objects.create(
        delivery=delivery,
        app_id=delivery.app_id,
        mall_id=delivery.mall_id,
        log_type=delivery.log_type,
        event_no=delivery.event_no,
        requested_at=requested_at,
        endpoint=claimed.endpoint.url,
        is_success=reply.is_success,
        http_code=reply.status,
        why=reply.why,
        open_answer=reply.text if delivery.open_body else "",
    )


def _advance(claimed: Claimed, reply: Reply) -> None:
    """Done, later, or given up."""
    delivery, now = claimed.delivery, timezone.now()
    later = now + dt.timedelta(seconds=retry_after_seconds(delivery.attempts))
    if reply.is_success:
        _ours(claimed).update(state=State.DONE, lease_until=None, finished_at=now, last_error="")
    elif delivery.is_test or later > delivery.created_at + KEEP_TRYING:
        _ours(claimed).update(state=State.FAILED, lease_until=None, finished_at=now, last_error=reply.error[:200])
    elif _ours(claimed).update(lease_until=None, next_attempt_at=later, last_error=reply.error[:200]):
        _put_off_followers(delivery, later)


def _put_off_followers(delivery: WebhookDelivery, later: dt.datetime) -> None:
    """Those that wait for this one are not looked at before it."""
    if not delivery.rows:
        return
    same = {"app_id": delivery.app_id, "mall_id": delivery.mall_id}
    behind = WebhookDelivery.objects.filter(**same, state=State.WAITING, pk__gt=delivery.pk, next_attempt_at__lt=later)
    behind.filter(resource__in=delivery.rows).update(next_attempt_at=later)
    behind.exclude(resources=[]).filter(resources__overlap=delivery.rows).update(next_attempt_at=later)


def _judge(endpoint: WebhookEndpoint, reply: Reply) -> None:
    """Count failures in a row: pause the endpoint, and in the end switch it off."""
    if reply.is_success:
        endpoint.failures, endpoint.failing_since, endpoint.paused_until = 0, None, None
        endpoint.save(update_fields=["failures", "failing_since", "paused_until"])
        return
    now = timezone.now()
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    over = endpoint.failures - BREAK_AFTER
    if over >= 0:
        pause = PAUSE_SECONDS[min(over, len(PAUSE_SECONDS) - 1)]
        endpoint.paused_until = now + dt.timedelta(seconds=pause)
    endpoint.save(update_fields=["failures", "failing_since", "paused_until"])
    if reply.is_gone:
        disable(endpoint, WebhookEndpoint.Why.GONE)
    elif now - endpoint.failing_since >= LONGEST_FAILING and endpoint.failures >= FEWEST_FAILURES:
        disable(endpoint, WebhookEndpoint.Why.FAILING)


def retry_after_seconds(attempts: int) -> int:
    """5 s, 30 s, 2 min ... 12 h, by the number of attempts made."""
    return RETRY_SECONDS[min(max(attempts, 1), len(RETRY_SECONDS)) - 1]


def _ours(claimed: Claimed) -> QuerySet[WebhookDelivery]:
    """The row, as long as nobody else claimed it: each claim counts an attempt."""
    return WebhookDelivery.objects.filter(
        pk=claimed.delivery.pk, state=State.WAITING, attempts=claimed.delivery.attempts
    )
