"""Order numbers: the day in Seoul and a counter per mall, `20261123-0000001`; never reused (design 7)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.tenancy import current_mall_id

SEOUL = ZoneInfo("Asia/Seoul")


def next_order_number(now: dt.datetime) -> str:
    """Take the next number of the open mall. The counter's row stays locked until the order commits: take it last."""
    day = now.astimezone(SEOUL).date()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO orders_ordercounter (mall_id, day, last_number) VALUES (%s, %s, 1)
            ON CONFLICT (mall_id, day) DO UPDATE SET last_number = orders_ordercounter.last_number + 1
            RETURNING last_number
            """,
            [current_mall_id(), day],
        )
        return f"{day:%Y%m%d}-{cursor.fetchone()[0]:07d}"
