"""A worker that is killed in the middle of a refresh leaves the old display, whole (issue 5)."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest
from django.db import connections
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.jobs.ledger import wake
from accounts.models import Job
from cafe24clone.runner.programs import PROJECT, python
from pro.domain.display.refresh import refresh_malls
from pro.domain.display.slots import REFRESH_BATCH
from pro.models import DisplayRun
from tests.factories import MallFactory
from tests.live import celery_worker, environment
from tests.pro.display.making import placed, running_service
from tests.pro.display.test_rules import SLOT, ago, area, product
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("committed")
GATE = 5_204_242
# The swap of the display stops at a door that the test holds: counted and ranked is everything by then.
STOP_AT_THE_SWAP = f"""
CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END $$;
CREATE TRIGGER gate AFTER INSERT ON catalog_maincategoryproduct FOR EACH STATEMENT EXECUTE FUNCTION wait_at_the_gate()
"""
OPEN_AGAIN = "DROP TRIGGER gate ON catalog_maincategoryproduct; DROP FUNCTION wait_at_the_gate()"
AT_THE_GATE = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"


def eventually(is_so, what, seconds=120):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.1)


@pytest.fixture
def gate():
    """Held shut while the test runs; `gate()` says how many wait."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute(STOP_AT_THE_SWAP)
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])

        def waiting() -> int:
            cursor.execute(AT_THE_GATE, [GATE])
            return int(cursor.fetchone()[0])

        yield waiting
        cursor.execute("SELECT pg_advisory_unlock_all()")
        cursor.execute(OPEN_AGAIN)


@pytest.mark.slow
def test_a_worker_killed_before_the_swap_leaves_the_old_display_and_another_one_finishes(
    scope, request, mall, tmp_path
):
    make_contract(mall)
    running_service(mall)
    category, old = area(mall, "best", 1), product(mall, hours=3, sales=1)
    assert refresh_malls([mall.pk], ago(hours=2)).changed == 1
    assert placed(category) == [old]
    new = product(mall, sales=5)
    other = MallFactory()
    waiting = request.getfixturevalue("gate")

    log = tmp_path / "killed.log"
    with log.open("wb") as out:
        command = python("celery", "-A", "cafe24clone", "worker", "--concurrency", "1", "--without-gossip")
        worker = subprocess.Popen(
            command, cwd=PROJECT, env=environment(tmp_path), stdout=out, stderr=out, start_new_session=True
        )
    try:
        job = enqueue(REFRESH_BATCH, slot=SLOT.isoformat(), mall_ids=[mall.pk, other.pk])
        eventually(lambda: waiting() == 1, "the refresh came to the swap")
        assert placed(category) == [old]
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    with connections["migrator"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    eventually(lambda: waiting() == 0, "the server noticed")
    with tenancy.mall(mall.pk):
        assert not DisplayRun.objects.filter(slot_at=SLOT).exists()
    assert placed(category) == [old]

    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now(), woken_at=None)
    with celery_worker(tmp_path):
        for _ in range(3):
            wake(Job.objects.get(pk=job.pk))
        eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, "the job ended")
    assert placed(category) == [new]
    with tenancy.mall(mall.pk):
        assert DisplayRun.objects.filter(slot_at=SLOT).count() == 1
