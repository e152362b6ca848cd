"""The storefront's work for later."""

from __future__ import annotations

from celery import shared_task

from accounts.jobs import MallTask
from storefront.demo.sample import fill_sample_mall


@shared_task(name="storefront.fill_test_mall", base=MallTask)
def fill_test_mall_task() -> None:
    """Fill a developer's test mall with sample data (asked for by the Developer Center)."""
    fill_sample_mall()
