"""The Developer Center's work for later."""

from __future__ import annotations

from celery import shared_task

from accounts import tenancy
from accounts.jobs import MallTask, PlatformTask
from developer_center.domain.end_tokens import drop_expired
from developer_center.domain.install import suspend_orphans
from developer_center.schedules import DROP_EXPIRED_TOKENS


@shared_task(name=DROP_EXPIRED_TOKENS, base=PlatformTask)
def drop_expired_tokens_task() -> None:
    """Drop codes and tokens whose time is over."""
    drop_expired()


@shared_task(name="developer_center.end_tokens_of_operator", base=MallTask)
def end_tokens_of_operator_task(*, entry_id: int) -> None:
    """An operator was suspended or removed: apps that acted for them wait for somebody else's consent."""
    with tenancy.step():
        suspend_orphans(tenancy.current_mall_id())
