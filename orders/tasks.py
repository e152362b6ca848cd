"""Orders' work for later. One block per part."""

from __future__ import annotations

from celery import shared_task

from accounts.audit import Actor
from accounts.jobs import MallTask
from accounts.models import AuditEntry
from accounts.tenancy import step
from orders.domain import declare_export, refunds

# --- Claims and shipping ------------------------------------------------------------------------------------


@shared_task(name=refunds.RUN_TASK, base=MallTask)
def run_refund_task(*, refund_id: int) -> None:
    """Have a gateway send money back."""
    refunds.run_refund(refund_id)


@shared_task(name="orders.open_declarations", base=MallTask)
def open_declarations_task(*, entry_id: int) -> None:
    """Declare the parcels of an order that has shipped; the entry's object is the order, or names it."""
    with step():
        entry = AuditEntry.objects.get(pk=entry_id)
        order_id = entry.object_id if entry.object_type == "order" else entry.after.get("order_id")
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
