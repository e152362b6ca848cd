"""Real Celery workers that are killed, told to end, or cut off from Redis (security.md F3, F4, F19)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accounts.jobs import enqueue
from accounts.jobs.schedule import tick
from accounts.models import Job
from cafe24clone.runner.processes import free_port
from cafe24clone.runner.programs import PROJECT, python
from tests.live import environment

pytestmark = pytest.mark.slow
WORKER = ["-A", "cafe24clone", "worker", "--include", "tests.accounts.jobs.trial_tasks", "--concurrency", "1"]
WITHOUT_BROKER = """
import sys, django
django.setup()
from accounts.jobs import enqueue
from accounts.jobs.ledger import wake
from accounts.jobs.schedule import tick
job = enqueue("trial.append", path=sys.argv[1])
print(wake(job), tick())
"""
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


@contextlib.contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / "worker.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            python("celery", *WORKER, *QUIET),
            cwd=PROJECT,
            env=environment(folder),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def eventually(is_so: Callable[[], bool], what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.2)


def state_of(job: Job) -> str:
    return str(Job.objects.values_list("state", flat=True).get(pk=job.pk))


def test_a_worker_killed_in_mid_task_costs_time_but_no_job(committed, tmp_path):
    log = tmp_path / "log"
    with worker(tmp_path) as first:
        job = enqueue("trial.short_lease", path=str(log), seconds=600)
        eventually(log.exists, "the task started")
        os.killpg(first.pid, signal.SIGKILL)
    assert state_of(job) == Job.State.RUNNING
    with worker(tmp_path):

        def runs_again() -> bool:
            Job.objects.filter(pk=job.pk).update(woken_at=None)  # a minute passes
            tick()
            return state_of(job) == Job.State.DONE

        eventually(runs_again, "the row ran again")
    assert log.read_text() == "ran started\nran started\nran ended\n"


def test_a_worker_told_to_end_finishes_its_task_and_loses_none(committed, tmp_path):
    log = tmp_path / "log"
    with worker(tmp_path) as first:
        jobs = [enqueue("trial.append", path=str(log), line=str(number), seconds=2) for number in range(3)]
        eventually(log.exists, "the first task started")
        first.terminate()
        first.wait(60)
    assert state_of(jobs[0]) == Job.State.DONE
    with worker(tmp_path):
        eventually(lambda: all(state_of(job) == Job.State.DONE for job in jobs), "the others ran after the restart")
    lines = log.read_text().split("\n")
    assert sorted(lines[:-1]) == sorted(f"{n} {what}" for n in range(3) for what in ("started", "ended"))


def test_without_a_broker_the_row_stays_and_the_clock_wakes_it_later(committed, tmp_path):
    log = tmp_path / "log"
    nowhere = environment(tmp_path, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_BROKER, str(log)],
        cwd=PROJECT,
        env=nowhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.split() == ["False", "0"], result.stderr
    job = Job.objects.get()
    job.refresh_from_db()
    assert (job.state, job.woken_at) == (Job.State.WAITING, None)
    with worker(tmp_path):
        assert tick() >= 1
        eventually(lambda: state_of(job) == Job.State.DONE, "the row ran")
    assert log.read_text() == "ran started\nran ended\n"
