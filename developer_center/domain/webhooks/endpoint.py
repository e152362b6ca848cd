"""What a developer does with an app's webhooks: where they go, which events, the key, off and on, a test, once more."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.models import User
from accounts.tenancy import MallGone
from developer_center.domain.change_app import own_app
from developer_center.domain.events import Doer, note
from developer_center.domain.webhooks.claim import body_to_send
from developer_center.domain.webhooks.disable import disable
from developer_center.domain.webhooks.samples import sample
from developer_center.domain.webhooks.write import DELIVER_TASK, body_of
from developer_center.models import App, LogType, WebhookBody, WebhookDelivery, WebhookEndpoint, WebhookLog
from developer_center.webhook_events import enabled

KEY_BYTES: Final = 24


class EventNotEnabled(Exception):
    """Events were ticked that none of the app's permissions enables; `numbers` names them."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.numbers = sorted(numbers)
        super().__init__(", ".join(map(str, self.numbers)))


class NoEndpoint(Exception):
    """The app has no Webhook URL yet."""


class NotToBeSent(Exception):
    """The body is gone, or the store no longer gives it to this app."""


def save_endpoint(user: User, app_id: int, *, url: str, events: Iterable[int]) -> WebhookEndpoint:
    """Set address and events; the first time a key is issued.

    Raises App.DoesNotExist, AppFrozen, and EventNotEnabled where a permission is missing.
    """
    with own_app(user, app_id) as app:
        wanted = sorted(set(events))
        missing = set(wanted) - enabled(wanted, app.scopes)
        if missing:
            raise EventNotEnabled(missing)
        endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).filter(app=app).first()
        before = {"url": endpoint.url, "events": endpoint.events} if endpoint else {}
        endpoint = endpoint or _new(app)
        after: dict[str, Any] = {"url": url, "events": wanted}
        if before != after:
            endpoint.url, endpoint.events = url, wanted
            endpoint.save()
            note(app, "webhooks_changed", Doer.developer(user), before=before, after=after)
    return endpoint


def reissue_key(user: User, app_id: int) -> WebhookEndpoint:
    """Give another key; it goes with every delivery from now on. Also under review: a leak does not wait.

    Raises App.DoesNotExist and NoEndpoint.
    """
    with own_app(user, app_id, even_frozen=True) as app:
        endpoint = _endpoint(app)
        _give_key(endpoint)
        endpoint.save(update_fields=["key", "key_made_at"])
        note(app, "webhook_key_reissued", Doer.developer(user))
    return endpoint


def switch_on(user: User, app_id: int) -> WebhookEndpoint:
    """Send again from now on; what happened meanwhile was not kept. Raises App.DoesNotExist and NoEndpoint."""
    with own_app(user, app_id, even_frozen=True) as app:
        endpoint = _endpoint(app)
        if not endpoint.is_enabled:
            enable(endpoint)
            note(app, "webhooks_switched_on", Doer.developer(user))
    return endpoint


def enable(endpoint: WebhookEndpoint) -> None:
    """A locked endpoint, with its failures forgotten."""
    endpoint.is_enabled, endpoint.disabled_at, endpoint.disabled_why = True, None, ""
    endpoint.failures, endpoint.failing_since, endpoint.paused_until = 0, None, None
    endpoint.save()


def switch_off(user: User, app_id: int) -> WebhookEndpoint:
    """Send nothing any more; what waits is cancelled. Raises App.DoesNotExist and NoEndpoint."""
    with own_app(user, app_id, even_frozen=True) as app:
        endpoint = _endpoint(app)
        if endpoint.is_enabled:
            disable(endpoint, WebhookEndpoint.Why.BY_DEVELOPER)
            note(app, "webhooks_switched_off", Doer.developer(user))
    return endpoint


def send_test(user: User, app_id: int, number: int) -> WebhookDelivery:
    """Send a sample of an event, once and without retries; a mall and a client id that begin with "sample" tell it.

    Also while webhooks are off. Raises App.DoesNotExist, NoEndpoint, and KeyError for an event that we do not have.
    """
    with own_app(user, app_id, even_frozen=True) as app:
        _endpoint(app)
        delivery = WebhookDelivery.objects.create(
            app=app, log_type=LogType.TEST, event_no=number, open_body=body_of(number, sample(number))
        )
        enqueue(DELIVER_TASK)
    return delivery


def resend(user: User, app_id: int, log_id: int) -> WebhookDelivery:
    """Send what a log entry is about once more: the same body and trace id, in a delivery of its own.

    Raises App.DoesNotExist, NoEndpoint, WebhookLog.DoesNotExist, and NotToBeSent where the app is no longer installed.
    """
    with own_app(user, app_id, even_frozen=True) as app:
        _endpoint(app)
        log = WebhookLog.objects.select_related("delivery__installation", "delivery__mall").get(pk=log_id, app=app)
        body = body_to_send(log.delivery)
        if body is None:
            raise NotToBeSent(log_id)
        return _repeat(log.delivery, body)


def _repeat(delivery: WebhookDelivery, body: str) -> WebhookDelivery:
    is_test = delivery.log_type == LogType.TEST
    again = WebhookDelivery(
        app_id=delivery.app_id,
        installation_id=delivery.installation_id,
        mall_id=delivery.mall_id,
        log_type=LogType.TEST if is_test else LogType.RESEND,
        event_no=delivery.event_no,
        trace_id=uuid.UUID(str(delivery.trace_id)),
        open_body=delivery.open_body,
    )
    again.save(force_insert=True)
    if not delivery.open_body and delivery.mall_id is not None:
        try:
            with tenancy.acting_for(delivery.mall_id), tenancy.step():
                WebhookBody(delivery_id=again.pk, text=body).save(force_insert=True)
        except MallGone as error:
            raise NotToBeSent(delivery.pk) from error
    enqueue(DELIVER_TASK)
    return again


def _new(app: App) -> WebhookEndpoint:
    endpoint = WebhookEndpoint(app=app)
    _give_key(endpoint)
    return endpoint


def _give_key(endpoint: WebhookEndpoint) -> None:
    endpoint.seal("key", secrets.token_urlsafe(KEY_BYTES))
    endpoint.key_made_at = timezone.now()


def _endpoint(app: App) -> WebhookEndpoint:
    """Locked. Raises NoEndpoint."""
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).filter(app=app).first()
    if endpoint is None:
        raise NoEndpoint
    return endpoint
