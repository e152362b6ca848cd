"""Support has an app's webhooks sent again (the page of what is stuck)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.jobs import enqueue
from developer_center.domain.events import Doer, note
from developer_center.domain.webhooks.endpoint import enable
from developer_center.domain.webhooks.write import DELIVER_TASK
from developer_center.models import WebhookDelivery, WebhookEndpoint

RETRIED: Final = dt.timedelta(days=14)
State = WebhookDelivery.State


@transaction.atomic
def retry_endpoint(endpoint_id: int, *, staff_id: int) -> int:
    """Switch an endpoint on unless its developer switched it off, and have what failed or waits sent now.

    Answers how many deliveries that are; their three days begin anew. Raises WebhookEndpoint.DoesNotExist.
    """
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True).select_related("app")
    endpoint = rows.get(pk=endpoint_id)
    if endpoint.disabled_why == WebhookEndpoint.Why.BY_DEVELOPER:
        return 0
    enable(endpoint)
    now = timezone.now()
    failed = WebhookDelivery.objects.filter(
        app_id=endpoint.app_id, state__in=[State.FAILED, State.WAITING], created_at__gt=now - RETRIED
    )
    count = failed.exclude(log_type="T").update(
        state=State.WAITING, attempts=0, next_attempt_at=now, created_at=now, finished_at=None
    )
    note(endpoint.app, "webhooks_retried", Doer.staff(staff_id), after={"deliveries": count})
    enqueue(DELIVER_TASK)
    return count
