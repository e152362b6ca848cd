"""What feeds webhooks: the audit actions they are made of, and the clock that finds what is due."""

from __future__ import annotations

import datetime as dt

from accounts.audit import subscribe
from accounts.jobs import CatchUp, daily, every


def register_all() -> None:
    """Called once when the app is ready."""
    from developer_center.domain.webhooks import end_of_mall  # noqa: F401, PLC0415 - models load first
    from developer_center.domain.webhooks.dispatch import (  # noqa: PLC0415
        ABOUT_ONE_APP,
        DISPATCH_TASK,
        somebody_listens,
    )
    from developer_center.domain.webhooks.payloads.all import SOURCES  # noqa: PLC0415
    from developer_center.domain.webhooks.write import DELIVER_TASK  # noqa: PLC0415

    for action in SOURCES:
        only_if = None if action == ABOUT_ONE_APP else somebody_listens
        subscribe(action, DISPATCH_TASK, only_if=only_if, takes_all=True)
    every(DELIVER_TASK, minutes=1, catch_up=CatchUp.NEWEST)
    daily("developer_center.drop_old_webhooks", at=dt.time(4, 10), catch_up=CatchUp.NEWEST)
