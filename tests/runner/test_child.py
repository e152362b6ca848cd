import os
import signal
import sys
import time

import psutil
import pytest

from cafe24clone.runner import child as child_module
from cafe24clone.runner.child import Child
from cafe24clone.runner.programs import POLITE, Program

FOREVER = "import time; time.sleep(600)"


def program(code, farewell=POLITE):
    return Program("toy", [sys.executable, "-c", code], farewell=farewell)


def eventually(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not come to that in time."
        time.sleep(0.02)


def wait_for_output(capfd, text):
    """Return what was written once it holds `text`."""
    seen = ""
    deadline = time.monotonic() + 10
    while text not in seen:
        assert time.monotonic() < deadline, seen
        time.sleep(0.02)
        seen += capfd.readouterr().out
    return seen


@pytest.fixture
def started(request):
    """Start a program and make sure that it is gone afterwards."""

    def start(toy):
        child = Child(toy, os.environ)
        request.addfinalizer(child.kill)
        child.start()
        return child

    return start


def test_a_crashed_program_starts_again_and_is_spoken_of(started, capsys):
    child = started(program(FOREVER))
    before = child.process.pid
    os.kill(before, signal.SIGKILL)
    child.process.wait(5)
    eventually(lambda: child.watch() or child.is_running)
    assert child.process.pid != before
    assert "toy ended by itself with signal SIGKILL; starting it again in 0.5 s." in capsys.readouterr().out


def test_the_pause_doubles_up_to_a_limit(started, monkeypatch):
    child = started(program("raise SystemExit(3)"))
    pauses = []
    for _ in range(8):
        child.process.wait(5)
        pauses.append(child._pause)
        child.watch()
        child.start()
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_program_that_ran_well_for_a_while_starts_again_soon(started, monkeypatch):
    monkeypatch.setattr(child_module, "STEADY_AFTER_SECONDS", 0)
    child = started(program("raise SystemExit(3)"))
    child._pause = 30.0
    child.process.wait(5)
    child.watch()
    assert child._pause == 1.0


def test_stopping_leaves_nothing_of_the_group(started):
    spawns = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '600']).pid); time.sleep(600)"
    child = started(program(spawns))
    parent = psutil.Process(child.process.pid)
    eventually(parent.children)
    (grandchild,) = parent.children()
    child.stop()
    eventually(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)
    assert not child.is_running


def test_who_does_not_listen_gets_the_next_signal(started, capfd):
    deaf = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGQUIT, lambda *_: sys.exit(0))\n"
        "print('ready', flush=True)\n"
        "time.sleep(600)"
    )
    child = started(program(deaf, [(signal.SIGTERM, 0.2), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)]))
    wait_for_output(capfd, "ready")
    process = child.process
    child.stop()
    assert process.returncode == 0


def test_log_lines_carry_the_name(started, capfd):
    child = started(program("print('one'); print('two')"))
    child.process.wait(5)
    assert wait_for_output(capfd, "two\n").splitlines() == ["toy      │ one", "toy      │ two"]
