"""A worker that is killed in mid-import, and imports that race: no product twice, none left out (issue 4, Faults)."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from accounts import tenancy
from accounts.jobs.ledger import wake
from accounts.models import Job
from cafe24clone.runner.programs import PROJECT, python
from catalog.models import Product, ProductImage
from pro.domain.market_import import run_import
from pro.domain.requests import Kind, Where, Wish, file_request
from pro.marketplaces.simulator.goods import invent
from pro.models import ImportPicture, ImportRun, MarketListing, OperationRun, OperationRunItem, WorkRequestBody
from tests.live import celery_worker, environment
from tests.pro.requests.conftest import asker

PRODUCTS = 230  # three pages


def count(mall, model, **wanted):
    with tenancy.mall(mall.pk):
        return model.objects.filter(**wanted).count()


def eventually(is_so, what, seconds=240):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_worker_doubles_nothing_and_loses_nothing(committed, mall, rakuten, ask_import, simulator, tmp_path):
    """R3.14; the real rate of the ECB, real pictures, three deliveries to the next worker."""
    account, market = rakuten
    market.products = invent("rakuten", "ja", "JPY", PRODUCTS)
    changes = {"MARKET_SIMULATOR_URL": simulator.url}
    command = python("celery", "-A", "cafe24clone", "worker", "--concurrency", "1", "--without-gossip")
    with (tmp_path / "killed.log").open("wb") as log:
        first = subprocess.Popen(
            command, cwd=PROJECT, env=environment(tmp_path, **changes), stdout=log, stderr=log, start_new_session=True
        )
    try:
        request = ask_import(account, sells_in_base=True)
        eventually(lambda: count(mall, ImportRun, pages__gte=1), "the first page")
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert 0 < count(mall, Product) < PRODUCTS
    assert Job.objects.get(pk=request.job_id).state == Job.State.RUNNING
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now(), woken_at=None)  # the lease ran out
    with tenancy.mall(mall.pk):
        ImportPicture.objects.update(claimed_until=None)
    with celery_worker(tmp_path, **changes):
        for _ in range(3):
            wake(Job.objects.get(pk=request.job_id))
        eventually(lambda: Job.objects.get(pk=request.job_id).state == Job.State.DONE, "the import ended")
        eventually(lambda: count(mall, ProductImage) >= 20, "some pictures came")
    request.refresh_from_db()
    assert (request.state, request.done_rows, request.failed_rows) == ("done", PRODUCTS, 0)
    assert count(mall, Product) == count(mall, MarketListing, product__isnull=False) == PRODUCTS
    assert count(mall, OperationRunItem, object_type="product") == PRODUCTS
    with tenancy.mall(mall.pk):
        names = set(Product.objects.values_list("name", flat=True))
        pictured = list(ProductImage.objects.values_list("product_id", flat=True))
        waiting = set(ImportPicture.objects.values_list("listing__product_id", flat=True))
        assert len(pictured) == len(set(pictured))
        assert len(waiting | set(pictured)) == PRODUCTS  # each has its picture, or a row that says it is to come
        assert (OperationRun.objects.get(key="market-import").state, len(names)) == ("done", PRODUCTS)


def race(mall, *request_ids):
    """Run imports at the same moment, each over a connection of its own."""
    barrier, errors = threading.Barrier(len(request_ids)), []

    def work(request_id):
        try:
            with tenancy.acting_for(mall.pk):
                barrier.wait(timeout=30)
                run_import(request_id)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            errors.append(error)
        finally:
            for alias in ("default", "counters"):
                connections[alias].close()

    threads = [threading.Thread(target=work, args=(request_id,)) for request_id in request_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert errors == []


def test_one_import_run_by_two_workers_at_once_makes_each_product_once(committed, mall, rakuten, rate, ask_import):
    account, market = rakuten
    market.products = invent("rakuten", "ja", "JPY", 150)
    request = ask_import(account)
    race(mall, request.pk, request.pk)
    with tenancy.acting_for(mall.pk):
        run_import(request.pk)  # the one that stepped back may have been the last to look
    request.refresh_from_db()
    assert (request.state, request.done_rows) == ("done", 150)
    assert count(mall, Product) == count(mall, MarketListing) == 150


def test_two_imports_of_one_account_at_once_make_each_product_once(committed, mall, rakuten, rate, ask_import):
    """The rule lets only one be under way; even past it, the listing's number is claimed before the product."""
    account, market = rakuten
    market.products = invent("rakuten", "ja", "JPY", 150)
    first = ask_import(account)
    with tenancy.mall(mall.pk):
        payload = WorkRequestBody.objects.get(request_id=first.pk).payload
        second = file_request(Wish(Kind.IMPORT, Where(), payload), asker=asker(mall))
    race(mall, first.pk, second.pk)
    with tenancy.mall(mall.pk):
        runs = list(ImportRun.objects.values_list("made", "known", "failed"))
    assert sum(made for made, _known, _failed in runs) == 150
    assert [made + known for made, known, _failed in runs] == [150, 150]
    assert count(mall, Product) == count(mall, MarketListing) == 150
