"""Marketplace work for later."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.jobs import MallTask, PlatformTask, running_job_id
from accounts.models import Job
from pro.domain.market_health import CHECK_MALL, check_accounts, wake_malls_with_accounts
from pro.domain.market_register import REGISTER_TASK, register_products
from pro.schedules import CHECK_MARKETS


@shared_task(name=CHECK_MARKETS, base=PlatformTask)
def check_markets_task() -> None:
    """Wake each mall that has linked accounts; each has a job of its own, so none holds up others."""
    job = Job.objects.filter(pk=running_job_id() or 0).first()
    wake_malls_with_accounts(timezone.localdate(job.slot_at if job and job.slot_at else timezone.now()))


@shared_task(name=CHECK_MALL, base=MallTask)
def check_market_accounts_task(*, day: str) -> None:
    """One mall's accounts: are the keys still taken, and when do they end?"""
    check_accounts()


@shared_task(name=REGISTER_TASK, base=MallTask)
def register_at_market_task(*, account_id: int, run_id: int, product_ids: list[int], choices: dict[str, str]) -> None:
    """Register chosen products at one account's market."""
    register_products(run_id, account_id, product_ids, choices)
