"""Support has an app's webhooks sent again (the page of what is stuck)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.jobs import enqueue
from developer_center.domain.events import Doer, note
from developer_center.domain.webhooks.endpoint import enable
from developer_center.domain.webhooks.write import DELIVER_TASK
from developer_center.models import LogType, WebhookDelivery, WebhookEndpoint

RETRIED: Final = dt.timedelta(days=14)
State = WebhookDelivery.State


@transaction.atomic
def retry_endpoint(endpoint_id: int, *, staff_id: int) -> int | None:
    """Switch an endpoint on and have what failed, waits, or was cancelled when it was switched off sent now.

    Answers how many deliveries that are; their three days begin anew. None where there is nothing to do, or where the
    developer switched it off. Raises WebhookEndpoint.DoesNotExist.
    """
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True).select_related("app")
    endpoint = rows.get(pk=endpoint_id)
    if endpoint.disabled_why == WebhookEndpoint.Why.BY_DEVELOPER:
        return None
    was_enabled, unsent = endpoint.is_enabled, Q(state__in=[State.FAILED, State.WAITING])
    if endpoint.disabled_at is not None:
        unsent |= Q(state=State.CANCELLED, finished_at__gte=endpoint.disabled_at)
    enable(endpoint)
    now = timezone.now()
    count = (
        WebhookDelivery.objects.filter(unsent, app_id=endpoint.app_id, created_at__gt=now - RETRIED)
        .exclude(log_type=LogType.TEST)
        .update(state=State.WAITING, attempts=0, next_attempt_at=now, created_at=now, finished_at=None)
    )
    if not count and was_enabled:
        return None
    note(endpoint.app, "webhooks_retried", Doer.staff(staff_id), after={"deliveries": count})
    enqueue(DELIVER_TASK)
    return count
