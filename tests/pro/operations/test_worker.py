"""The day of two malls done by a real Celery worker, with a mistake that nobody foresaw in one of them."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from accounts import tenancy
from accounts.jobs.ledger import wake
from accounts.models import Job, Mall, Shop
from accounts.queries.stuck import what_is_stuck
from pro.domain.diagnose import DIAGNOSE_MALL
from pro.models import Contract, OperationRun
from pro.schedules import DIAGNOSE
from tests.factories_catalog import make_product
from tests.pro.factories import make_contract

SLOT = dt.datetime(2026, 11, 25, 21, 0, tzinfo=dt.UTC)  # 06:00 on the 26th in Seoul
SECONDS = 120


def jobs_over() -> bool:
    return Job.objects.filter(task=DIAGNOSE_MALL, state__in=["done", "failed"]).count() == 2


def test_a_mistake_in_one_mall_stands_on_the_page_of_what_is_stuck_and_holds_up_nobody(
    committed: None, mall: Mall, other_mall: Mall, contract: Contract, live_worker: Path
):
    make_contract(other_mall)
    Shop.objects.create(mall=mall, shop_no=2, name="Two", language="en", currency="???")  # no release knows it
    for one in (mall, other_mall):
        with tenancy.mall(one.pk):
            make_product("Two  spaces", description="<p>A whole sentence.</p>", weight_grams=1)
    wake(Job.objects.create(task=DIAGNOSE, slot_at=SLOT, run_after=SLOT))
    deadline = time.monotonic() + SECONDS
    while not jobs_over():
        assert time.monotonic() < deadline, live_worker.read_text()
        time.sleep(0.1)
    with tenancy.mall(other_mall.pk):
        ended = list(OperationRun.objects.order_by("id").values_list("key", "state"))
        assert ended == [("tidy-names", "done"), ("summaries", "done")]
    with tenancy.mall(mall.pk):
        ended = list(OperationRun.objects.order_by("id").values_list("key", "state"))
        assert ended == [("tidy-names", "done"), ("first-overseas-coupon", "failed"), ("summaries", "done")]
        reference = OperationRun.objects.get(state="failed").error
    [stuck] = what_is_stuck().jobs
    assert (stuck.mall_id, stuck.task) == (mall.pk, DIAGNOSE_MALL)
    assert stuck.last_error == f"Failed: first-overseas-coupon {reference}"
    assert f"{reference}" in live_worker.read_text()
