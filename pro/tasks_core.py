"""Work for later around the contract."""

from __future__ import annotations

from celery import shared_task

from accounts.jobs import MallTask
from pro.domain.contract import SCREEN_TASK
from pro.domain.screen import screen


@shared_task(name=SCREEN_TASK, base=MallTask)
def screen_contract_task(*, contract_id: int) -> None:
    """Screen the mall of an application."""
    screen(contract_id)
