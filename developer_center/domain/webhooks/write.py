"""Write deliveries into the ledger: who hears of an event, and what they are told."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

from accounts.jobs import enqueue
from developer_center.domain.webhooks.payloads.event import Event
from developer_center.models import Installation, WebhookBody, WebhookDelivery
from developer_center.webhook_events import enabled

DELIVER_TASK: Final = "developer_center.deliver_webhooks"


@dataclass(frozen=True, slots=True)
class Listener:
    """An installed app and the events that it ticked and that the merchant's consent enables."""

    app_id: int
    installation_id: int
    numbers: frozenset[int]

    @classmethod
    def of(cls, row: Installation) -> Listener:
        """Of an installation with its app's endpoint selected."""
        return cls(row.app_id, row.pk, enabled(row.app.webhook.events, row.scopes))


def listeners_in(mall_id: int) -> list[Listener]:
    """The apps of a mall that hear of its events now; one query."""
    rows = Installation.objects.in_mall(mall_id).active().filter(receives_webhooks=True, app__webhook__is_enabled=True)
    found = [Listener.of(row) for row in rows.select_related("app__webhook").order_by("pk")]
    return [one for one in found if one.numbers]


def listener_of(installation_id: int) -> Listener | None:
    """One app, even where it was removed: it hears of that itself (90077)."""
    rows = Installation.objects.filter(pk=installation_id, receives_webhooks=True, app__webhook__is_enabled=True)
    row = rows.select_related("app__webhook").first()
    return None if row is None else Listener.of(row)


def body_of(number: int, resource: dict[str, Any]) -> str:
    """The request's body, as text that is sent unchanged on every attempt (wire contract 3)."""
    return json.dumps(
        {"event_no": number, "resource": resource},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def write(mall_id: int, told: Iterable[tuple[Event, int | None, Listener]]) -> int:
    """Write a delivery per event, audit entry and listener, in the open mall, and say how many.

    They leave once `send_soon` was called. The order given is the order in which events of one row reach an app.
    """
    pairs = [(_row(mall_id, event, entry_id, listener), event) for event, entry_id, listener in told]
    if not pairs:
        return 0
    WebhookDelivery.objects.bulk_create([row for row, _event in pairs])
    bodies = [
        WebhookBody(delivery_id=row.pk, text=body_of(event.number, event.resource))
        for row, event in pairs
        if not event.is_open
    ]
    WebhookBody.objects.bulk_create(bodies)
    return len(pairs)


def send_soon() -> None:
    """What was written leaves after the commit."""
    enqueue(DELIVER_TASK)


def _row(mall_id: int, event: Event, entry_id: int | None, listener: Listener) -> WebhookDelivery:
    return WebhookDelivery(
        app_id=listener.app_id,
        installation_id=listener.installation_id,
        mall_id=mall_id,
        event_no=event.number,
        resource=event.about[:60],
        resources=list(event.among),
        entry_id=entry_id,
        trace_id=uuid.uuid4(),
        open_body=body_of(event.number, event.resource) if event.is_open else "",
    )
