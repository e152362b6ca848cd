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
import structlog

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.jobs.schedule import tick
from accounts.models import Job
from cafe24clone.runner.programs import PROJECT, python
from catalog.domain.change_fields import change_fields
from catalog.domain.set_weights import set_weights
from developer_center.domain.webhooks.claim import LEASE_SECONDS, claim_due
from developer_center.models import WebhookDelivery
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer, Got
from tests.developer_center.webhooks.sending import BY, DELIVER, DISPATCH, new_product
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


def pump_in_processes(tmp_path, count: int) -> list[int]:
    """Let some pumps go at the same moment until nothing is left; how many attempts each made."""
    pumps = [
        subprocess.Popen(
            [sys.executable, "-c", PUMP],
            cwd=PROJECT,
            env=environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    assert [pump.stdout.readline().strip() for pump in pumps] == ["ready"] * count
    for pump in pumps:
        pump.stdin.write("go\n")
        pump.stdin.flush()
    return [int(pump.communicate(timeout=120)[0]) for pump in pumps]


def test_two_processes_keep_the_order_of_a_row_that_changed_twice_in_one_transaction(
    committed, tmp_path, developer, mall, receiver
):
    """In the order of the log, for each row; one whose first attempt fails holds up its own events alone."""
    install(listening_app(developer, receiver.url, [90002, 90041]), mall)
    products = [new_product(mall, f"Cup {number}") for number in range(5)]
    with tenancy.mall(mall.pk):
        for name in ("A", "B"):
            for product in products:
                change_fields(product.pk, {"name": f"{name} {product.pk}"}, actor=BY)
                change_fields(product.pk, {"summary": f"{name}{product.pk}"}, actor=BY)
    with tenancy.mall(mall.pk), structlog.contextvars.bound_contextvars(request_id="bulk"):
        set_weights([product.pk for product in products[:3]], 100, actor=BY)
    with tenancy.mall(mall.pk):
        for product in products:
            change_fields(product.pk, {"name": f"C {product.pk}"}, actor=BY)
    run_due_jobs(DISPATCH)
    first = f"product:{products[0].pk}"
    failing = WebhookDelivery.objects.filter(resource=first).order_by("pk")[0]
    refused: list[str] = []

    def answer(got: Got) -> Answer:
        if got.headers["X-Trace-Id"] == str(failing.trace_id) and not refused:
            refused.append(first)
            return Answer(500)
        return Answer(after_seconds=0.02 * (len(receiver.got) % 3))

    receiver.answer = answer
    made = pump_in_processes(tmp_path, 2)
    assert sum(made) == 5 * 4 + 1 + 5 + 1
    by_trace = {str(row.trace_id): row for row in WebhookDelivery.objects.all()}
    told = [by_trace[got.headers["X-Trace-Id"]] for got in receiver.got]
    for product in products:
        about = [row for row in told if f"product:{product.pk}" in row.rows]
        again = 1 if f"product:{product.pk}" == first else 0
        assert len(about) == 5 + again + (product in products[:3])
        assert about == sorted(about, key=lambda row: row.pk)
        assert [row.entry_id for row in about if row.resource] == sorted(row.entry_id for row in about if row.resource)


def test_two_processes_make_no_attempt_twice(committed, tmp_path, developer, mall, receiver):
    install(listening_app(developer, receiver.url), mall)
    receiver.answer = Answer(after_seconds=0.05)
    for number in range(40):
        new_product(mall, f"Cup {number}")
    run_due_jobs(DISPATCH)
    made = pump_in_processes(tmp_path, 3)
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
