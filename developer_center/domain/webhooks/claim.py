"""Claim deliveries that are due: each by one worker, so many per endpoint at a time, in order per resource.

A claim is an UPDATE under the lock of the endpoint's row. It holds for LEASE_SECONDS; whoever claimed it and died
leaves it to the next look, so a delivery may arrive twice but never not at all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall
from accounts.statements import filled
from developer_center.domain.webhooks.call import Letter
from developer_center.models import Installation, WebhookBody, WebhookDelivery, WebhookEndpoint
from developer_center.webhook_events import as_consented, enabled

LEASE_SECONDS: Final = 30
MOST_AT_ONCE: Final = 4  # per endpoint
BREAK_AFTER: Final = 5  # failures in a row; from then on one delivery at a time tries whether it is back
MOST_ENDPOINTS: Final = 32

MAY_BE_CALLED: Final = "(d.log_type = 'T' OR e.is_enabled AND (e.paused_until IS NULL OR e.paused_until <= %(now)s))"
IS_DUE: Final = (
    "d.state = 'waiting' AND d.next_attempt_at <= %(now)s AND (d.lease_until IS NULL OR d.lease_until < %(now)s)"
)
# Each arm by an index of its own: the same row, one of the rows of a bulk event, a bulk event about one of the rows.
EARLIER_OF_ITS_ROWS: Final = filled(
    """
    SELECT b.next_attempt_at FROM developer_center_webhookdelivery b
    WHERE {before} AND d.resource <> '' AND b.resource = d.resource
    UNION ALL
    SELECT b.next_attempt_at FROM developer_center_webhookdelivery b
    WHERE {before} AND b.resource = ANY (d.resources)
    UNION ALL
    SELECT b.next_attempt_at FROM developer_center_webhookdelivery b
    WHERE {before} AND b.resources <> '{}' AND (d.resource = ANY (b.resources) OR d.resources && b.resources)
    """,
    before="b.app_id = d.app_id AND b.mall_id = d.mall_id AND b.state = 'waiting' AND b.id < d.id",
)
PARTS: Final = {"due": IS_DUE, "callable": MAY_BE_CALLED}
# In any order, so that no endpoint comes first every time. LIMIT keeps the look-up to one probe per endpoint, and to
# none for one that is paused, however much waits for it.
ENDPOINTS: Final = filled(
    """
    SELECT id FROM (
        SELECT e.id FROM developer_center_webhookendpoint e
        CROSS JOIN LATERAL (
            SELECT FROM developer_center_webhookdelivery d
            WHERE e.is_enabled AND (e.paused_until IS NULL OR e.paused_until <= %(now)s)
              AND d.app_id = e.app_id AND {due}
            ORDER BY d.next_attempt_at LIMIT 1
        ) one
        UNION
        SELECT e.id FROM developer_center_webhookdelivery d
        JOIN developer_center_webhookendpoint e ON e.app_id = d.app_id
        WHERE d.log_type = 'T' AND {due}
    ) found
    ORDER BY random() LIMIT %(most)s
    """,
    due=IS_DUE,
)
CLAIM: Final = filled(
    """
    UPDATE developer_center_webhookdelivery SET lease_until = %(lease_until)s, attempts = attempts + 1
    WHERE id IN (
        SELECT d.id FROM developer_center_webhookdelivery d
        JOIN developer_center_webhookendpoint e ON e.app_id = d.app_id
        WHERE d.app_id = %(app_id)s AND {due} AND {callable} AND NOT EXISTS ({earlier})
        ORDER BY d.next_attempt_at, d.id LIMIT %(room)s
    )
    RETURNING id
    """,
    **PARTS,
    earlier=EARLIER_OF_ITS_ROWS,
)
# What came in behind one that waits for its next attempt is due no sooner than that one.
PUT_OFF: Final = filled(
    """
    UPDATE developer_center_webhookdelivery w SET next_attempt_at = found.at
    FROM (
        SELECT d.id, max(b.next_attempt_at) AS at
        FROM developer_center_webhookdelivery d CROSS JOIN LATERAL ({earlier}) b
        WHERE d.app_id = %(app_id)s AND {due} AND b.next_attempt_at > %(now)s
        GROUP BY d.id
    ) found
    WHERE w.id = found.id
    """,
    due=IS_DUE,
    earlier=EARLIER_OF_ITS_ROWS,
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease ends, and what to send."""

    delivery: WebhookDelivery
    endpoint: WebhookEndpoint
    body: str

    def letter(self) -> Letter:
        """What goes out. Raises accounts.sealing.SealBroken where the receiver's key cannot be read."""
        return Letter(self.endpoint.url, self.endpoint.reveal("key"), self.delivery.trace_id, self.body)


def claim_due(most: int) -> list[Claimed]:
    """Claim up to `most` deliveries that are due. Those that nobody waits for any more are cancelled on the way."""
    found: list[Claimed] = []
    for endpoint_id in endpoints_with_work() if most > 0 else ():
        room = most - len(found)
        if room <= 0:
            break
        for delivery in _claim(endpoint_id, room):
            ready = _ready(delivery, endpoint_id)
            if ready is not None:
                found.append(ready)
    return found


def endpoints_with_work() -> list[int]:
    """Endpoints that may be called and have something due, MOST_ENDPOINTS of them."""
    with connection.cursor() as cursor:
        cursor.execute(ENDPOINTS, {"now": timezone.now(), "most": MOST_ENDPOINTS})
        return [endpoint_id for (endpoint_id,) in cursor.fetchall()]


@transaction.atomic
def _claim(endpoint_id: int, most: int) -> list[WebhookDelivery]:
    rows = WebhookEndpoint.objects.select_for_update(skip_locked=True, no_key=True)
    endpoint = rows.filter(pk=endpoint_id).first()
    if endpoint is None:
        return []
    now = timezone.now()
    flying = WebhookDelivery.objects.filter(app_id=endpoint.app_id, state="waiting", lease_until__gte=now).count()
    at_once = 1 if endpoint.failures >= BREAK_AFTER else MOST_AT_ONCE
    room = min(most, at_once - flying)
    if room <= 0:
        return []
    values: dict[str, Any] = {
        "now": now,
        "lease_until": now + dt.timedelta(seconds=LEASE_SECONDS),
        "app_id": endpoint.app_id,
        "room": room,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        ids = [row_id for (row_id,) in cursor.fetchall()]
        if len(ids) < room:
            cursor.execute(PUT_OFF, values)
    return list(WebhookDelivery.objects.select_related("installation", "mall").filter(pk__in=ids).order_by("pk"))


def _ready(delivery: WebhookDelivery, endpoint_id: int) -> Claimed | None:
    """What to send; None where it is not to be sent any more."""
    body = body_to_send(delivery)
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id).first()
    if body is None or endpoint is None:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=WebhookDelivery.State.CANCELLED, lease_until=None, finished_at=timezone.now()
        )
        return None
    return Claimed(delivery, endpoint, body)


def body_to_send(delivery: WebhookDelivery) -> str | None:
    """The body; None once the app is removed, awaits consent or switched its webhooks off, or the mall is deleted.

    None too once the merchant consents to less, and to nothing that enables the event. What names nobody is sent all
    the same; what is said of people is as the merchant consents now.
    """
    if delivery.open_body:
        return delivery.open_body
    installation = delivery.installation
    if installation is None or installation.state != Installation.State.ACTIVE or not installation.receives_webhooks:
        return None
    if not enabled([delivery.event_no], installation.scopes):
        return None
    if delivery.mall is None or delivery.mall.status == Mall.Status.DELETED:
        return None
    with tenancy.mall(delivery.mall.pk):
        found = WebhookBody.objects.filter(delivery_id=delivery.pk).values_list("text", flat=True).first()
    return None if found is None else as_consented(delivery.event_no, found, installation.scopes)
