"""What feeds webhooks: the audit actions they are made of, and the clock that finds what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from accounts.audit import subscribe
from accounts.jobs import CatchUp, daily, every


def register_all() -> None:
    """Called once when the app is ready."""
    from developer_center.domain.webhooks import end_of_mall  # noqa: F401, PLC0415 - models load first
    from developer_center.domain.webhooks.dispatch import DISPATCH_TASK  # noqa: PLC0415
    from developer_center.domain.webhooks.payloads.all import SOURCES  # noqa: PLC0415
    from developer_center.domain.webhooks.write import DELIVER_TASK  # noqa: PLC0415

    for action in SOURCES:
        subscribe(action, DISPATCH_TASK, only_if=_only_if(action), takes_all=True)
    every(DELIVER_TASK, minutes=1, catch_up=CatchUp.NEWEST)
    daily("developer_center.drop_old_webhooks", at=dt.time(4, 10), catch_up=CatchUp.NEWEST)


def _only_if(action: str) -> Callable[[int], bool] | None:
    """Which malls write a job for an action: those where an app listens; of frequent things, to this very event."""
    from developer_center.domain.webhooks.dispatch import (  # noqa: PLC0415
        ABOUT_ONE_APP,
        somebody_hears,
        somebody_listens,
    )
    from developer_center.domain.webhooks.payloads.all import FREQUENT  # noqa: PLC0415

    if action == ABOUT_ONE_APP:
        return None
    return partial(somebody_hears, FREQUENT[action]) if action in FREQUENT else somebody_listens
