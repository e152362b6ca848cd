"""Orders' work for later."""

from __future__ import annotations

from celery import shared_task

from accounts.jobs import MallTask, PlatformTask
from orders.domain.close_overdue import CLOSE_TASK, close_overdue, close_overdue_everywhere

# --- Fulfilment (o-admin) -----------------------------------------------------------------------------------


@shared_task(name="orders.close_overdue_everywhere", base=PlatformTask)
def close_overdue_everywhere_task() -> None:
    """Have each mall's overdue orders closed."""
    close_overdue_everywhere()


@shared_task(name=CLOSE_TASK, base=MallTask)
def close_overdue_task() -> None:
    """Cancel a mall's overdue unpaid orders, and mark as delivered what was sent long ago."""
    close_overdue()
