"""A worker that is killed in mid-import costs time, and no row is applied twice."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import tenancy
from accounts.jobs.schedule import tick
from accounts.models import AuditEntry, Job, Mall
from cafe24clone.runner.programs import PROJECT, python
from catalog.domain.import_products import start_import
from catalog.models import Product, ProductImport, Variant
from tests.accounts.jobs.test_workers import eventually
from tests.live import celery_worker, environment

ROWS = 400
BAD = {7, 201, 399}
pytestmark = pytest.mark.slow


def sheet() -> bytes:
    """400 new products of which three have no price."""
    lines = [f"P{number:04},Cup {number},{'' if number in BAD else 100},5" for number in range(ROWS)]
    return "\n".join(["Product code,Product name,Price,Stock", *lines]).encode()


@contextlib.contextmanager
def worker_that_dies(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker in a process group of its own, which is killed."""
    arguments = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (folder / "first.log").open("wb") as log:
        process = subprocess.Popen(
            python("celery", "-A", "cafe24clone", "worker", *arguments),
            cwd=PROJECT,
            env=environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def progress(mall: Mall) -> ProductImport:
    with tenancy.mall(mall.pk):
        return ProductImport.objects.get()


def test_an_import_goes_on_after_its_worker_was_killed_and_applies_no_row_twice(committed, mall, tmp_path):
    with worker_that_dies(tmp_path) as first:
        with tenancy.mall(mall.pk):
            start_import(ContentFile(sheet(), "cups.csv"), language="en", user_id=mall.operators.get().user_id)
        eventually(lambda: progress(mall).done_rows > 0, "the first rows are applied", seconds=300)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    halfway = progress(mall)
    assert 0 < halfway.done_rows < ROWS
    assert halfway.state == "running"
    with tenancy.mall(mall.pk):
        assert Product.objects.count() == halfway.created_count == halfway.done_rows - halfway.failed_count
    past = timezone.now() - dt.timedelta(seconds=1)
    Job.objects.filter(task="catalog.import_products").update(lease_until=past, woken_at=None)  # its lease ran out
    with celery_worker(tmp_path):
        tick()
        eventually(lambda: progress(mall).is_over, "the rest is applied", seconds=300)
    row = progress(mall)
    counts = (row.created_count, row.changed_count, row.same_count, row.failed_count, row.done_rows)
    assert counts == (ROWS - len(BAD), 0, 0, len(BAD), ROWS)
    with tenancy.mall(mall.pk):
        assert sorted(row.errors.values_list("row_no", flat=True)) == sorted(number + 2 for number in BAD)
        assert Product.objects.count() == ROWS - len(BAD)
        assert set(Variant.objects.values_list("stock", flat=True)) == {5}
        created = AuditEntry.objects.filter(action="product.created").values_list("object_id", flat=True)
        assert len(created) == len(set(created)) == ROWS - len(BAD)
        assert not AuditEntry.objects.filter(action="product.changed").exists()
