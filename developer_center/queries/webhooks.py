"""What the webhook pages and webhooks/logs show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts import tenancy
from accounts.models import Mall
from developer_center.models import App, Installation, WebhookAnswer, WebhookBody, WebhookEndpoint, WebhookLog
from developer_center.webhook_events import as_consented, enabled

SEOUL: Final = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which attempts. Days are whole days in Seoul, both included."""

    event_no: int | None = None
    is_success: bool | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LogText:
    """What was said and answered; `is_hidden` where the store no longer gives it to this app."""

    body: str = ""
    answer: str = ""
    is_hidden: bool = False


def endpoint_of(app: App) -> WebhookEndpoint | None:
    """An app's endpoint, if it has one."""
    return WebhookEndpoint.objects.filter(app=app).first()


def logs_of(app: App, wanted: LogFilter) -> QuerySet[WebhookLog]:
    """An app's attempts in all malls, with the mall; for `keyset_page`."""
    rows = WebhookLog.objects.filter(app=app).select_related("mall", "delivery")
    if wanted.event_no is not None:
        rows = rows.filter(event_no=wanted.event_no)
    if wanted.is_success is not None:
        rows = rows.filter(is_success=wanted.is_success)
    if wanted.from_day is not None:
        rows = rows.filter(requested_at__gte=_midnight(wanted.from_day))
    if wanted.to_day is not None:
        rows = rows.filter(requested_at__lt=_midnight(wanted.to_day + dt.timedelta(days=1)))
    return rows


def logs_in_mall(app_id: int, mall_id: int) -> QuerySet[WebhookLog]:
    """An app's attempts to hear of one mall, with their deliveries and what the merchant consents to."""
    rows = WebhookLog.objects.filter(app_id=app_id, mall_id=mall_id)
    return rows.select_related("delivery__installation")


def may_be_read(log: WebhookLog) -> bool:
    """Whether the merchant's consent still enables the event of an attempt, of `logs_in_mall`."""
    installation = log.delivery.installation
    return installation is not None and bool(enabled([log.event_no], installation.scopes))


def text_of(log: WebhookLog) -> LogText:
    """The texts of one attempt; those of a mall through its door, and only while the app may hear of such an event."""
    delivery = log.delivery
    if delivery.open_body:
        return LogText(delivery.open_body, log.open_answer)
    scopes = None if log.mall is None or log.mall.status == Mall.Status.DELETED else _consented(log)
    if log.mall is None or scopes is None or not enabled([log.event_no], scopes):
        return LogText(is_hidden=True)
    with tenancy.mall(log.mall.pk):
        return texts_of([log], scopes)[log.pk]


def texts_of(logs: Iterable[WebhookLog], scopes: Collection[str]) -> dict[int, LogText]:
    """Of attempts in the open mall, by their key, for an app with these permissions; two queries."""
    rows = list(logs)
    bodies = dict(
        WebhookBody.objects.filter(delivery_id__in=[row.delivery_id for row in rows]).values_list("delivery_id", "text")
    )
    answers = dict(WebhookAnswer.objects.filter(log_id__in=[row.pk for row in rows]).values_list("log_id", "text"))
    return {row.pk: _text(row, bodies.get(row.delivery_id), answers.get(row.pk, ""), scopes) for row in rows}


def _text(log: WebhookLog, body: str | None, answer: str, scopes: Collection[str]) -> LogText:
    return LogText("" if body is None else as_consented(log.event_no, body, scopes), answer)


def _consented(log: WebhookLog) -> list[str] | None:
    """What the merchant consented to; None where the app is not installed."""
    rows = Installation.objects.in_mall(log.mall_id or 0).filter(app_id=log.app_id or 0)
    scopes: list[str] | None = rows.values_list("scopes", flat=True).first()
    return scopes


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SEOUL)
