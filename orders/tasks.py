"""Orders' work for later."""

from __future__ import annotations

from celery import shared_task

from accounts.audit import Actor
from accounts.jobs import MallTask, PlatformTask, finish_inside, running_job_id
from accounts.models import AuditEntry
from accounts.tenancy import step
from orders.domain import declare_export, refunds
from orders.domain.close_overdue import CLOSE_TASK, close_overdue, close_overdue_everywhere
from orders.domain.customer_account import recover
from orders.domain.mails.on_action import FORGET_TASK, MAIL_TASK, forget_who_left, mail_for_entry

# --- Fulfilment (o-admin) -----------------------------------------------------------------------------------


@shared_task(name="orders.close_overdue_everywhere", base=PlatformTask)
def close_overdue_everywhere_task() -> None:
    """Have each mall's overdue orders closed."""
    close_overdue_everywhere()


@shared_task(name=CLOSE_TASK, base=MallTask)
def close_overdue_task() -> None:
    """Cancel a mall's overdue unpaid orders, and mark as delivered what was sent long ago."""
    close_overdue()


# --- Claims and shipping (o-claims) -------------------------------------------------------------------------


@shared_task(name=refunds.RUN_TASK, base=MallTask)
def run_refund_task(*, refund_id: int) -> None:
    """Have a gateway send money back."""
    refunds.run_refund(refund_id)


@shared_task(name="orders.open_declarations", base=MallTask)
def open_declarations_task(*, entry_id: int) -> None:
    """Declare the parcels of an order that has shipped; the entry's object is the order."""
    with step():
        order_id = AuditEntry.objects.get(pk=entry_id).object_id
        if order_id is not None:
            declare_export.open_declarations(order_id, actor=Actor.system())


@shared_task(name=declare_export.FILE_TASK, base=MallTask)
def file_declaration_task(*, declaration_id: int) -> None:
    """File one export declaration."""
    declare_export.file_declaration(declaration_id)


@shared_task(name=declare_export.CHECK_TASK, base=MallTask)
def check_declaration_task(*, declaration_id: int) -> None:
    """Ask how customs answered."""
    declare_export.check_declaration(declaration_id)


# --- Automated emails (o-mails) -----------------------------------------------------------------------------


@shared_task(name=MAIL_TASK, base=MallTask)
def mail_on_action_task(*, entry_id: int) -> None:
    """Post the mails of one entry of the log; the job is closed in their transaction, so they are posted once."""
    with step():
        if finish_inside(running_job_id()):
            mail_for_entry(AuditEntry.objects.get(pk=entry_id))


@shared_task(name=FORGET_TASK, base=MallTask)
def forget_who_left_task(*, entry_id: int) -> None:
    """Erase the member ID of a customer who left, once all have heard of it."""
    with step():
        forget_who_left(AuditEntry.objects.get(pk=entry_id))


# --- Customer accounts (o-store) ----------------------------------------------------------------------------


@shared_task(name=recover.MAIL_TASK, base=MallTask)
def mail_account_help_task(*, sealed_wish: str) -> None:
    """Mail a customer the IDs of an address; the job is closed in the mail's transaction, so it goes out once."""
    with step():
        if finish_inside(running_job_id()):
            recover.mail_account_help(sealed_wish)
