"""A worker that is killed in mid-translation, and a job that is delivered three times (issue 4, Faults)."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.jobs.ledger import wake
from accounts.models import Job
from cafe24clone.celery import app
from cafe24clone.runner.programs import PROJECT, python
from catalog.models import ProductListing
from pro.models import OperationRun, OperationRunItem, TranslationTask
from tests.live import celery_worker, environment
from tests.pro.translation.conftest import copy

PRODUCTS = 60


def count(mall, model=ProductListing, **wanted):
    with tenancy.mall(mall.pk):
        return model.objects.filter(**wanted).count()


def eventually(is_so, what, seconds=120):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_killed_worker_doubles_nothing_and_loses_nothing(
    committed, mall, add_product, english, engine, deepl, tmp_path
):
    for number in range(PRODUCTS):
        add_product(f"컵 {number}", summary=f"요약 {number}")
    copy(mall)
    Job.objects.all().delete()  # those that opening the shop left
    changes = {"TRANSLATION_ENGINE": "deepl", "DEEPL_AUTH_KEY": "key:fx", "DEEPL_SERVER_URL": engine.url}
    deepl.on_ask = lambda _body: time.sleep(0.7)
    with (tmp_path / "killed.log").open("wb") as log:
        command = python("celery", "-A", "cafe24clone", "worker", "--concurrency", "1", "--without-gossip")
        first = subprocess.Popen(
            command, cwd=PROJECT, env=environment(tmp_path, **changes), stdout=log, stderr=log, start_new_session=True
        )
    try:
        job = enqueue("pro.translate_mall", mall_id=mall.pk, slot="day")
        eventually(lambda: len(engine.asked) >= 2, "the second request")
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert 0 < count(mall, TranslationTask, state="done") < PRODUCTS
    assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
    deepl.on_ask = None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now(), woken_at=None)  # its lease ran out
    with celery_worker(tmp_path, **changes):
        for _ in range(3):
            wake(Job.objects.get(pk=job.pk))
        eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, "the job ended")
    assert count(mall, shop_no=2, sources__name="machine", sources__summary="machine") == PRODUCTS
    assert count(mall, TranslationTask, state="done") == count(mall, TranslationTask) == PRODUCTS
    assert count(mall, OperationRunItem) == PRODUCTS
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get(key="translation")
        assert (run.state, run.changed_items) == ("done", PRODUCTS)
        texts = dict(ProductListing.objects.filter(shop_no=2).values_list("product__name", "texts__name"))
    assert texts == {f"컵 {number}": f"en[컵 {number}]" for number in range(PRODUCTS)}


def test_a_job_that_is_delivered_three_times_asks_once(mall, add_product, english, engine):
    add_product()
    copy(mall)
    job = enqueue("pro.translate_mall", mall_id=mall.pk, slot="day")
    for _ in range(3):
        app.tasks["pro.translate_mall"](job_id=job.pk)
    assert len(engine.asked) == 1
    assert count(mall, OperationRunItem, object_type="product", run__key="translation") == 1
