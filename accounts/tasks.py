"""Accounts' work for later."""

from __future__ import annotations

from celery import shared_task

from accounts import outbox
from accounts.domain import reset_password
from accounts.domain.delete_account import ERASE_TASK
from accounts.domain.dormancy import check_dormancy
from accounts.domain.erase_mall import drop_legal_records, erase_mall
from accounts.domain.export_data import EXPORT_TASK, make_export
from accounts.domain.tidy_up import tidy_up
from accounts.jobs import MallTask, PlatformTask
from accounts.tenancy import acted_for


@shared_task(name=outbox.SEND_TASK, base=PlatformTask)
def send_message_task(*, message_id: int) -> None:
    """Hand one mail to the mail server."""
    outbox.send(message_id)


@shared_task(name="accounts.tidy_up", base=PlatformTask)
def tidy_up_task() -> None:
    """Drop what is over: sessions, codes, counters, old ledger rows."""
    tidy_up()


@shared_task(name=reset_password.MAIL_TASK, base=PlatformTask)
def mail_reset_link_task(*, sealed_wish: str) -> None:
    """Mail a reset link, if ID and address belong together."""
    reset_password.mail_reset_link(sealed_wish)


# --- Life and end of a mall ---------------------------------------------------------------------------------


class EndingTask(MallTask):
    """A mall's task that runs for deleted malls, and for those only."""

    abstract = True
    runs_for_deleted = True


@shared_task(name=ERASE_TASK, base=EndingTask)
def erase_mall_task() -> None:
    """Erase what a deleted mall held."""
    erase_mall(acted_for())


@shared_task(name=EXPORT_TASK, base=MallTask)
def export_data_task(*, export_id: int) -> None:
    """Write the ZIP of a data export."""
    make_export(export_id)


@shared_task(name="accounts.check_dormancy", base=PlatformTask)
def check_dormancy_task() -> None:
    """Warn idle malls, put to sleep those whose time is over."""
    check_dormancy()


@shared_task(name="accounts.drop_legal_records", base=PlatformTask)
def drop_legal_records_task() -> None:
    """Erase legal records of deleted malls past their day."""
    drop_legal_records()
