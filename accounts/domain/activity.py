"""Signs of life of a mall: they put its dormancy off (R9.14)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from accounts.models import Mall

STAMPED_EVERY = dt.timedelta(hours=1)


def stamp_activity(mall_id: int) -> None:
    """Note a sign-in of an operator or an order; warnings sent before count no longer.

    At most one write an hour and mall, so that busy shops do not queue for one row. A dormant or deleted mall stays
    what it is: only support wakes a mall (R0.80).
    """
    now = timezone.now()
    Mall.objects.open().filter(
        Q(last_active_at__lt=now - STAMPED_EVERY) | Q(dormancy_warnings_sent__gt=0), pk=mall_id
    ).update(last_active_at=now, dormancy_warnings_sent=0)
