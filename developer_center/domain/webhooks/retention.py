"""Logs are kept 30 days, with what was said and answered."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.models import Mall
from developer_center.models import WebhookAnswer, WebhookBody, WebhookDelivery, WebhookLog

KEPT: Final = dt.timedelta(days=30)
DROP_OF_MALL_TASK: Final = "developer_center.drop_webhooks_of_mall"
CHUNK: Final = 1000


def drop_old_webhooks(now: dt.datetime | None = None) -> None:
    """Tests and what a deleted mall's apps were told go at once; each other mall with old rows gets a job."""
    cutoff = (now or timezone.now()) - KEPT
    _drop(_old(cutoff).filter(mall__isnull=True))
    _drop(_old(cutoff).filter(mall__status=Mall.Status.DELETED))
    for mall_id in _old(cutoff).order_by("mall_id").values_list("mall_id", flat=True).distinct():
        enqueue(DROP_OF_MALL_TASK, mall_id=mall_id, before=cutoff.isoformat())


def drop_of_mall(before: dt.datetime) -> None:
    """Of the mall that is acted for: bodies and answers first, so that nothing of a shopper outlives its log."""
    for model in (WebhookAnswer, WebhookBody):
        while True:
            with tenancy.step():
                ids = list(model.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:CHUNK])
                model.objects.filter(pk__in=ids).delete()
            if len(ids) < CHUNK:
                break
    _drop(_old(before).filter(mall_id=tenancy.acted_for()))


def _old(cutoff: dt.datetime) -> QuerySet[WebhookDelivery]:
    """What waits is not dropped: it is three days old at most, or a day on which nothing ran."""
    return WebhookDelivery.objects.filter(created_at__lt=cutoff).exclude(state=WebhookDelivery.State.WAITING)


def _drop(rows: QuerySet[WebhookDelivery]) -> None:
    while True:
        ids = list(rows.values_list("pk", flat=True)[:CHUNK])
        WebhookLog.objects.filter(delivery_id__in=ids).delete()
        WebhookDelivery.objects.filter(pk__in=ids).delete()
        if len(ids) < CHUNK:
            return
