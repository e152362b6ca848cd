"""Orders' work for later."""

from __future__ import annotations

from celery import shared_task

from accounts.jobs import MallTask, PlatformTask, finish_inside, running_job_id
from accounts.models import AuditEntry
from accounts.tenancy import step
from orders.domain.close_overdue import CLOSE_TASK, close_overdue, close_overdue_everywhere
from orders.domain.mails.on_action import MAIL_TASK, mail_for_entry

# --- Fulfilment (o-admin) -----------------------------------------------------------------------------------


@shared_task(name="orders.close_overdue_everywhere", base=PlatformTask)
def close_overdue_everywhere_task() -> None:
    """Have each mall's overdue orders closed."""
    close_overdue_everywhere()


@shared_task(name=CLOSE_TASK, base=MallTask)
def close_overdue_task() -> None:
    """Cancel a mall's overdue unpaid orders, and mark as delivered what was sent long ago."""
    close_overdue()


# --- Automated emails (o-mails) -----------------------------------------------------------------------------


@shared_task(name=MAIL_TASK, base=MallTask)
def mail_on_action_task(*, entry_id: int) -> None:
    """Post the mails of one entry of the log; the job is closed in their transaction, so they are posted once."""
    with step():
        if finish_inside(running_job_id()):
            mail_for_entry(AuditEntry.objects.get(pk=entry_id))
