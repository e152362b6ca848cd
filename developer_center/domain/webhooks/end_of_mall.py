"""What becomes of webhooks when a mall is deleted: apps are told of it (90166), and nothing else is sent any more."""

from __future__ import annotations

from django.utils import timezone

from accounts.endings import when_deleted
from accounts.models import Mall
from developer_center.domain.webhooks.payloads.store import store_deleted
from developer_center.domain.webhooks.write import listeners_in, send_soon, write
from developer_center.models import WebhookDelivery


@when_deleted
def end_webhooks(mall_id: int) -> None:
    """Runs before the installations end. Bodies and answers are rows of the mall and are erased with it."""
    event = store_deleted(Mall.objects.get(pk=mall_id))
    WebhookDelivery.objects.filter(mall_id=mall_id, state=WebhookDelivery.State.WAITING, open_body="").update(
        state=WebhookDelivery.State.CANCELLED, lease_until=None, finished_at=timezone.now()
    )
    listeners = [one for one in listeners_in(mall_id) if event.number in one.numbers]
    if write(mall_id, [(event, None, one) for one in listeners]):
        send_soon()
