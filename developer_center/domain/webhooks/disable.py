"""Switch an endpoint off: nothing more is sent, what waits is cancelled, and the developer is told."""

from __future__ import annotations

from django.utils import timezone

from accounts.domain.dormancy import page_url
from accounts.outbox import Mail, post
from developer_center.models import WebhookDelivery, WebhookEndpoint


def disable(endpoint: WebhookEndpoint, why: str) -> None:
    """A locked endpoint. A mail goes out unless the developer did it. A second call changes nothing."""
    if not endpoint.is_enabled:
        return
    endpoint.is_enabled, endpoint.disabled_at, endpoint.disabled_why = False, timezone.now(), why
    endpoint.paused_until = None
    endpoint.save(update_fields=["is_enabled", "disabled_at", "disabled_why", "paused_until"])
    cancel_waiting(endpoint)
    user = endpoint.app.user
    if why != WebhookEndpoint.Why.BY_DEVELOPER and user.email:
        values = {
            "app": endpoint.app,
            "endpoint": endpoint,
            "action_url": page_url("developers:webhooks", endpoint.app_id),
        }
        post(Mail("webhook_disabled", user.email, user.language, values))


def cancel_waiting(endpoint: WebhookEndpoint) -> int:
    """Give up what was to be sent to an endpoint; answers how many."""
    waiting = WebhookDelivery.objects.filter(app_id=endpoint.app_id, state=WebhookDelivery.State.WAITING)
    return waiting.update(state=WebhookDelivery.State.CANCELLED, lease_until=None, finished_at=timezone.now())
