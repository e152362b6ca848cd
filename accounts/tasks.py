"""Accounts' work for later."""

from __future__ import annotations

from celery import shared_task

from accounts import outbox
from accounts.domain import reset_password
from accounts.domain.tidy_up import tidy_up
from accounts.jobs import PlatformTask


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
