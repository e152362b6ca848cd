import os
import signal
import subprocess
import sys
import threading
import urllib.request

import psutil
import psycopg2
import pytest
import redis

from cafe24clone.runner import supervisor as supervisor_module
from cafe24clone.runner.environment import read_values
from cafe24clone.runner.processes import free_port
from cafe24clone.runner.programs import PROJECT, Program
from cafe24clone.runner.roles import URL_OF_ROLE
from cafe24clone.runner.supervisor import MARK, Supervisor
from cafe24clone.runner.testing import temporary_folder
from tests.runner.test_child import eventually

GIVEN = (*URL_OF_ROLE.values(), "REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS", "ENVIRONMENT", "DJANGO_SETTINGS_MODULE")
TOYS = ("-m", "tests.runner.toy_copy")
PLATFORM = ("-m", "cafe24clone.runner")


class Copy:
    """One running copy and what it has printed."""

    def __init__(self, var, port, command):
        environment = {name: value for name, value in os.environ.items() if name not in GIVEN}
        self.var, self.port, self.lines = var, port, []
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=PROJECT,
            env={**environment, "DEMO": "0", "VAR": str(var), "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        assert self.process.stdout
        with self.process.stdout as stream:
            for line in stream:
                self.lines.append(line.rstrip())

    def wait_until_ready(self, seconds=30):
        eventually(lambda: self.has("Ready in") or self.process.poll() is not None, seconds)
        assert self.has("Ready in"), self.lines

    def has(self, text):
        return any(text in line for line in self.lines)

    def children(self):
        mark = str(self.var)
        return [p for p in psutil.Process(self.process.pid).children() if p.environ().get(MARK) == mark]

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(30)
        self.reader.join(10)
        return self.process.returncode


@pytest.fixture
def var():
    with temporary_folder() as folder:
        yield folder


@pytest.fixture
def copy(request):
    """Make copies; each is ended after the test, with what a killed one left behind."""

    def make(var, port=0, command=TOYS):
        made = Copy(var, port or free_port(), command)

        def clean():
            if made.process.poll() is None:
                made.end()
            made.reader.join(10)

        request.addfinalizer(clean)
        return made

    return make


def test_a_copy_starts_serves_and_ends_in_order(var, copy):
    one = copy(var)
    one.wait_until_ready()
    values = read_values(var / "env")
    psycopg2.connect(values["DATABASE_URL"]).close()
    client = redis.Redis.from_url(values["REDIS_URL"])
    assert client.ping()
    client.close()
    eventually(lambda: one.has("clock found the page") and one.has("worker found the page"))
    assert len(one.children()) == 3
    assert one.end() == 0
    farewells = [line.partition("bye ")[2] for line in one.lines if "bye " in line]
    assert farewells == ["web", "clock", "worker"]
    assert one.lines[-1].endswith("Everything is stopped.")
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(values["DATABASE_URL"])


def test_the_other_programs_start_once_the_first_page_can_be_opened(var, copy):
    one = copy(var)
    one.wait_until_ready()
    eventually(lambda: one.has("clock found the page") and one.has("worker found the page"))
    assert not one.has("ended by itself")  # as they do where nobody listens yet


def test_a_web_server_that_never_answers_keeps_nobody_waiting_for_ever(var, monkeypatch):
    monkeypatch.setattr(supervisor_module, "FIRST_PAGE_SECONDS", 0.5)
    monkeypatch.setattr(supervisor_module, "answers", lambda _port: False)
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    planned = [Program("web", sleep), Program("worker", sleep, waits=True)]
    supervisor = Supervisor(var, free_port(), planned, os.environ)
    monkeypatch.setattr(supervisor, "_environment", lambda _found: dict(os.environ))
    monkeypatch.setattr(supervisor, "_prepare", lambda *_: None)
    serving = threading.Thread(target=supervisor._serve, args=[_NoServices()])
    serving.start()
    try:
        eventually(lambda: supervisor.children and supervisor.children[0].is_running)
        assert not supervisor.children[1].is_running
        eventually(lambda: supervisor.children[1].is_running)
    finally:
        supervisor.stopping.set()
        serving.join(10)
        for child in supervisor.children:
            child.kill()


class _NoServices:
    """Stands in for PostgreSQL and Redis, which this is not about."""

    def start(self):
        return {}


def test_programs_keep_bytecode_whatever_the_terminal_says(var, monkeypatch):
    supervisor = Supervisor(var, free_port(), [], {"PYTHONDONTWRITEBYTECODE": "1"})
    code = "import sys; print(sys.dont_write_bytecode)"
    environment = supervisor._environment({})
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_two_copies_run_side_by_side(var, copy):
    one, two = copy(var / "one"), copy(var / "two")
    one.wait_until_ready()
    two.wait_until_ready()
    first, second = read_values(var / "one" / "env"), read_values(var / "two" / "env")
    assert {first[name] != second[name] for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")} == {True}
    assert one.end(signal.SIGINT) == 0
    psycopg2.connect(second["DATABASE_URL"]).close()


def test_a_second_copy_on_the_same_folder_is_refused(var, copy):
    one = copy(var)
    one.wait_until_ready()
    two = copy(var)
    assert two.process.wait(20) == 1
    two.reader.join(10)
    assert two.has("Another copy runs on")
    assert one.process.poll() is None


def test_a_copy_that_was_killed_is_followed_by_a_clean_start(var, copy):
    one = copy(var)
    one.wait_until_ready()
    left = one.children()
    one.process.kill()
    one.process.wait(10)
    two = copy(var, one.port)
    two.wait_until_ready()
    assert [process for process in left if process.is_running()] == []
    assert read_values(var / "env")["SECRET_KEY"]
    assert two.end() == 0


@pytest.mark.slow
def test_the_platform_itself_starts_and_commands_by_hand_find_its_database(var, copy):
    one = copy(var, command=PLATFORM)
    one.wait_until_ready(90)
    with urllib.request.urlopen(f"http://127.0.0.1:{one.port}/-/readyz", timeout=10) as page:
        assert page.status == 200
    by_hand = {name: value for name, value in os.environ.items() if name not in GIVEN} | {"VAR": str(var)}
    command = [sys.executable, "manage.py", "migrate", "--check", "--database", "migrator"]
    assert subprocess.run(command, cwd=PROJECT, env=by_hand).returncode == 0  # noqa: PLW1510
    assert one.end() == 0
