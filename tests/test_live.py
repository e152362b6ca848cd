"""The test helpers themselves: the real programs start on this run's database, work, and are gone afterwards."""

from __future__ import annotations

import time

import psutil
from django.conf import settings

from accounts.jobs import enqueue
from accounts.models import Job
from tests.ledger import run_due_jobs
from tests.live import web_server


def test_the_web_server_answers_from_several_processes_and_is_gone_afterwards(committed, tmp_path):
    with web_server(tmp_path, workers=2) as server:
        answer = server.request("GET", "/-/readyz")
        processes = psutil.Process(server.process.pid).children(recursive=True)
    assert (answer.status_code, answer.json()) == (200, {"postgresql": "ok", "redis": "ok"})
    assert len(processes) >= 2
    assert not any(process.is_running() for process in processes)
    assert server.cookie_name("SESSION_COOKIE_NAME") == settings.SESSION_COOKIE_NAME.replace("8000", str(server.port))


def test_due_jobs_run_in_the_test_itself(committed):
    job = Job.objects.create(task="accounts.tidy_up")
    assert run_due_jobs() == 1
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_the_worker_takes_what_this_test_enqueues(live_worker):
    job = enqueue("accounts.tidy_up")
    deadline = time.monotonic() + 20
    while job.state != Job.State.DONE and time.monotonic() < deadline:
        time.sleep(0.1)
        job.refresh_from_db()
    assert job.state == Job.State.DONE, live_worker.read_text()
