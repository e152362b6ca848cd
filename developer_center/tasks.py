"""The Developer Center's work for later."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from accounts import tenancy
from accounts.jobs import MallTask, PlatformTask, running_job_id
from accounts.models import AuditEntry
from developer_center.domain.end_test_mall import end_orphaned_test_malls, end_test_malls_of_removed
from developer_center.domain.end_tokens import drop_expired
from developer_center.domain.install import suspend_orphans
from developer_center.domain.webhooks import pump, retention
from developer_center.domain.webhooks.dispatch import DISPATCH_TASK, dispatch
from developer_center.domain.webhooks.write import DELIVER_TASK
from developer_center.schedules import DROP_EXPIRED_TOKENS, END_ORPHANED_TEST_MALLS


@shared_task(name=DROP_EXPIRED_TOKENS, base=PlatformTask)
def drop_expired_tokens_task() -> None:
    """Drop codes and tokens whose time is over."""
    drop_expired()


@shared_task(name="developer_center.end_tokens_of_operator", base=MallTask)
def end_tokens_of_operator_task(*, entry_id: int) -> None:
    """An operator was suspended or removed: apps that acted for them wait for somebody else's consent."""
    with tenancy.step():
        suspend_orphans(tenancy.current_mall_id())


@shared_task(name="developer_center.end_test_malls_of_operator", base=MallTask)
def end_test_malls_of_operator_task(*, entry_id: int) -> None:
    """An operator was removed: the test malls that they made end too."""
    with tenancy.step():
        login_id = AuditEntry.objects.get(pk=entry_id).before["login_id"]
    end_test_malls_of_removed(login_id)


@shared_task(name=END_ORPHANED_TEST_MALLS, base=PlatformTask)
def end_orphaned_test_malls_task() -> None:
    """End test malls whose developer has ended."""
    end_orphaned_test_malls()


class PumpTask(PlatformTask):
    """Renews its lease while it runs; one that was killed is followed soon."""

    abstract = True
    lease_seconds = pump.LEASE_SECONDS


@shared_task(name=DISPATCH_TASK, base=MallTask)
def dispatch_webhooks_task(**_about: object) -> None:
    """Tell apps of an audit entry, by its key or carried along, and of all that waits before it."""
    dispatch()


@shared_task(name=DELIVER_TASK, base=PumpTask)
def deliver_webhooks_task() -> None:
    """Send the deliveries that are due."""
    pump.deliver(running_job_id())


@shared_task(name="developer_center.drop_old_webhooks", base=PlatformTask)
def drop_old_webhooks_task() -> None:
    """Drop logs past their days."""
    retention.drop_old_webhooks()


@shared_task(name=retention.DROP_OF_MALL_TASK, base=MallTask)
def drop_webhooks_of_mall_task(*, before: str) -> None:
    """The same for one mall."""
    retention.drop_of_mall(dt.datetime.fromisoformat(before))
