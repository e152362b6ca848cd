"""Webhooks with real workers: nobody waits for a slow receiver, no attempt is made twice at once, none is lost."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest

from accounts.jobs import enqueue
from accounts.jobs.schedule import tick
from accounts.models import Job
from cafe24clone.runner.programs import PROJECT, python
from developer_center.domain.webhooks.claim import LEASE_SECONDS, claim_due
from developer_center.models import WebhookDelivery
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer
from tests.developer_center.webhooks.sending import DELIVER, DISPATCH, new_product
from tests.ledger import run_due_jobs
from tests.live import celery_worker, environment

pytestmark = pytest.mark.slow
LEASE = dt.timedelta(seconds=2 * LEASE_SECONDS)
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
# Says that it is ready, waits for the word, goes on until nothing is left, and tells how many attempts it made. A pump
# ends when the endpoint's four calls are all in other hands, so each comes back for more.
PUMP = """
import django
django.setup()
from developer_center.domain.webhooks.pump import deliver
from developer_center.models import WebhookDelivery
print("ready", flush=True)
input()
made = 0
while WebhookDelivery.objects.exclude(state="done").exists():
    made += deliver(None)
print(made)
"""


def eventually(is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.05)


def test_a_receiver_that_hangs_delays_no_other_mall(
    committed, tmp_path, developer, another_developer, mall, other_mall, receivers
):
    """security.md A11, F17: one Celery process, a receiver that never answers in time, and another mall's app."""
    slow, quick = receivers(Answer(after_seconds=20)), receivers()
    install(listening_app(developer, slow.url, name="Slow"), mall)
    install(listening_app(another_developer, quick.url, name="Quick"), other_mall)
    with celery_worker(tmp_path, concurrency=2):
        for number in range(8):
            new_product(mall, f"Cup {number}")
        eventually(lambda: len(slow.got) >= 4, "the slow receiver is being called")
        waits = []
        for number in range(5):
            began = time.monotonic()
            new_product(other_mall, f"Plate {number}")
            eventually(lambda wanted=number + 1: len(quick.got) >= wanted, "the quick one hears of it")
            waits.append(time.monotonic() - began)
        assert max(waits) < 4, waits  # the slow one takes five seconds for each call
        assert slow.most_at_once <= 4


def test_two_processes_make_no_attempt_twice(committed, tmp_path, developer, mall, receiver):
    install(listening_app(developer, receiver.url), mall)
    receiver.answer = Answer(after_seconds=0.05)
    for number in range(40):
        new_product(mall, f"Cup {number}")
    run_due_jobs(DISPATCH)
    pumps = [
        subprocess.Popen(
            [sys.executable, "-c", PUMP],
            cwd=PROJECT,
            env=environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [pump.stdout.readline().strip() for pump in pumps] == ["ready"] * 3
    for pump in pumps:
        pump.stdin.write("go\n")
        pump.stdin.flush()
    made = [int(pump.communicate(timeout=120)[0]) for pump in pumps]
    assert sum(made) == 40
    assert len([count for count in made if count]) > 1, made  # they truly shared the work
    assert Counter(got.headers["X-Trace-Id"] for got in receiver.got).most_common(1)[0][1] == 1
    assert receiver.most_at_once <= 4
    assert not WebhookDelivery.objects.exclude(state="done").exists()


def test_what_a_killed_worker_had_in_hand_is_sent_by_another(committed, tmp_path, developer, mall, receiver):
    install(listening_app(developer, receiver.url), mall)
    receiver.answer = Answer(after_seconds=4)
    new_product(mall)
    command = python("celery", "-A", "cafe24clone", "worker", "--concurrency", "1", *QUIET)
    with (tmp_path / "first.log").open("wb") as log:
        first = subprocess.Popen(
            command, cwd=PROJECT, env=environment(tmp_path), stdout=log, stderr=log, start_new_session=True
        )
    try:
        eventually(lambda: len(receiver.got) == 1, "the receiver is being called")
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    receiver.answer = Answer()
    assert claim_due(10) == []  # the dead worker's claim still stands
    WebhookDelivery.objects.update(lease_until=delivery.lease_until - LEASE)
    Job.objects.filter(task=DELIVER).update(lease_until=delivery.lease_until - LEASE, woken_at=None)
    with celery_worker(tmp_path):
        enqueue(DELIVER)
        tick()
        eventually(lambda: WebhookDelivery.objects.get().state == "done", "another worker sent it")
    assert len({got.headers["X-Trace-Id"] for got in receiver.got}) == 1
    assert len(receiver.got) == 2
