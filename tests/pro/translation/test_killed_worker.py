"""A worker that is killed in mid-translation, and a job that is delivered three times (issue 4, Faults)."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.jobs.ledger import wake
from accounts.models import Job
from cafe24clone.celery import app
from cafe24clone.runner.programs import PROJECT, python
from catalog.models import ProductListing
from pro.models import OperationRun, OperationRunItem, TranslationAnswer, TranslationTask, TranslationUsage
from tests.live import celery_worker, environment
from tests.pro.translation.conftest import copy, translate

PRODUCTS = 60


def count(mall, model=ProductListing, **wanted):
    with tenancy.mall(mall.pk):
        return model.objects.filter(**wanted).count()


def eventually(is_so, what, seconds=120):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.1)


def changes_for(engine):
    return {"TRANSLATION_ENGINE": "deepl", "DEEPL_AUTH_KEY": "key:fx", "DEEPL_SERVER_URL": engine.url}


@contextmanager
def worker_to_kill(folder, changes):
    """A worker that is killed without a word where the block ends."""
    with (folder / "killed.log").open("wb") as log:
        command = python("celery", "-A", "cafe24clone", "worker", "--concurrency", "1", "--without-gossip")
        worker = subprocess.Popen(
            command, cwd=PROJECT, env=environment(folder, **changes), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def finish_with_another_worker(job, folder, changes):
    """Its lease ran out: the job is delivered three times to a worker that lives."""
    assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now(), woken_at=None)
    with celery_worker(folder, **changes):
        for _ in range(3):
            wake(Job.objects.get(pk=job.pk))
        eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, "the job ended")


@pytest.mark.slow
def test_a_killed_worker_doubles_nothing_and_loses_nothing(
    committed, mall, add_product, english, engine, deepl, tmp_path
):
    for number in range(PRODUCTS):
        add_product(f"컵 {number}", summary=f"요약 {number}")
    copy(mall)
    Job.objects.all().delete()  # those that opening the shop left
    changes = changes_for(engine)
    deepl.on_ask = lambda _body: time.sleep(0.7)
    with worker_to_kill(tmp_path, changes):
        job = enqueue("pro.translate_mall", mall_id=mall.pk, slot="day")
        eventually(lambda: len(engine.asked) >= 2, "the second request")
    assert 0 < count(mall, TranslationTask, state="done") < PRODUCTS
    deepl.on_ask = None
    finish_with_another_worker(job, tmp_path, changes)
    assert count(mall, shop_no=2, sources__name="machine", sources__summary="machine") == PRODUCTS
    assert count(mall, TranslationTask, state="done") == count(mall, TranslationTask) == PRODUCTS
    assert count(mall, OperationRunItem, run__key="translation") == PRODUCTS
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get(key="translation")
        assert (run.state, run.changed_items) == ("done", PRODUCTS)
        texts = dict(ProductListing.objects.filter(shop_no=2).values_list("product__name", "texts__name"))
    assert texts == {f"컵 {number}": f"en[컵 {number}]" for number in range(PRODUCTS)}


@pytest.mark.slow
def test_what_was_answered_before_the_kill_is_not_paid_for_again(
    committed, mall, add_product, english, engine, deepl, tmp_path
):
    """Each product's options are a request of their own: after the kill only the one under way is asked again."""
    options = [[{"name": f"색 {number}", "values": ["빨강"]}] for number in range(10)]
    for number, own in enumerate(options):
        add_product(f"컵 {number}", options=own)
    copy(mall)
    Job.objects.all().delete()
    changes, goes_on = changes_for(engine), threading.Event()
    deepl.on_ask = lambda _body: goes_on.wait(60) if len(engine.asked) >= 6 else None
    with worker_to_kill(tmp_path, changes):
        job = enqueue("pro.translate_mall", mall_id=mall.pk, slot="day")
        eventually(lambda: len(engine.asked) >= 6, "the sixth request")
    goes_on.set()
    before = [asked.json["text"] for asked in list(engine.asked)]
    assert count(mall, TranslationTask, state="done") == 0  # nothing of these ten was written yet
    finish_with_another_worker(job, tmp_path, changes)
    after = [asked.json["text"] for asked in engine.asked[len(before) :]]
    assert after[0] == before[-1]
    assert len(before) + len(after) == 1 + 1 + len(options)  # all names, one asked twice, each one's options
    assert count(mall, TranslationTask, state="done") == len(options)
    assert count(mall, TranslationAnswer) == 0
    with tenancy.mall(mall.pk):
        usage = TranslationUsage.objects.get()
        texts = list(ProductListing.objects.filter(shop_no=2).order_by("product").values_list("texts", flat=True))
    assert usage.requests == len(engine.asked)
    assert [text["name"] for text in texts] == [f"en[컵 {number}]" for number in range(10)]
    assert [text["options"] for text in texts] == [
        {f"색 {number}": {"name": f"en[색 {number}]", "values": {"빨강": "en[빨강]"}}} for number in range(10)
    ]


def test_answers_that_nobody_came_back_for_are_forgotten(mall, add_product, english, engine):
    """Two kinds of rows: one of eight days, one of six."""
    with tenancy.mall(mall.pk):
        for days in (6, 8):
            at = timezone.now() - dt.timedelta(days=days)
            TranslationAnswer(language="en", digest=str(days), text="x", at=at).save(force_insert=True)
    translate(mall)
    with tenancy.mall(mall.pk):
        assert [row.digest for row in TranslationAnswer.objects.all()] == ["6"]


def test_a_job_that_is_delivered_three_times_asks_once(mall, add_product, english, engine):
    add_product()
    copy(mall)
    job = enqueue("pro.translate_mall", mall_id=mall.pk, slot="day")
    for _ in range(3):
        app.tasks["pro.translate_mall"](job_id=job.pk)
    assert len(engine.asked) == 1
    assert count(mall, OperationRunItem, object_type="product", run__key="translation") == 1
