"""Webhooks in trouble, of all apps, for support."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.stuck_sections import StuckSection
from developer_center.models import WebhookEndpoint

MOST_ROWS: Final = 100
SHOWN_FOR: Final = dt.timedelta(days=14)
LATE_AFTER: Final = dt.timedelta(hours=1)
# One that its developer switched off is in nobody's way.
STATEMENT: Final = """
SELECT e.id, a.name, u.login_id, e.url, e.disabled_why, coalesce(e.disabled_at, e.failing_since, d.since),
       d.failed, d.waiting, d.error
FROM developer_center_webhookendpoint e
JOIN developer_center_app a ON a.id = e.app_id
JOIN accounts_user u ON u.id = a.user_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'failed') AS failed,
           count(*) FILTER (WHERE state = 'waiting') AS waiting,
           min(created_at) AS since,
           max(last_error) FILTER (WHERE state IN ('failed', 'waiting')) AS error
    FROM developer_center_webhookdelivery
    WHERE app_id = e.app_id AND created_at > %(newest)s AND log_type <> 'T'
      AND (state = 'failed' OR state = 'waiting' AND created_at < %(late)s)
) d
WHERE e.disabled_why <> 'developer' AND (e.disabled_at > %(newest)s OR d.failed > 0 OR d.waiting > 0)
ORDER BY e.id LIMIT %(most)s
"""


def webhooks_in_trouble() -> StuckSection:
    """Endpoints that were switched off by themselves, and those with deliveries given up or late."""
    now = timezone.now()
    values: dict[str, Any] = {"newest": now - SHOWN_FOR, "late": now - LATE_AFTER, "most": MOST_ROWS}
    with connections["support"].cursor() as cursor:
        cursor.execute(STATEMENT, values)
        found = cursor.fetchall()
    rows = [
        (
            name,
            login_id,
            url,
            WebhookEndpoint.Why(why).label if why else "",
            date_format(timezone.localtime(since), "Y-m-d H:i"),
            failed,
            waiting,
            error or "",
        )
        for _id, name, login_id, url, why, since, failed, waiting, error in found
    ]
    columns = (
        _("App"),
        _("Developer"),
        _("Webhook URL"),
        _("Why out of use"),
        _("Since"),
        _("Failed"),
        _("Waiting"),
        _("Last error"),
    )
    retries = [reverse("admin:retry_webhooks", args=[row[0]]) for row in found]
    return StuckSection(_("Webhooks in trouble"), columns, rows, retries)
