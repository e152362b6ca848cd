"""Everything behind `make run`: services, preparation, programs, and one clean way out."""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from cafe24clone.runner.child import Child
from cafe24clone.runner.console import say
from cafe24clone.runner.environment import ENVIRONMENT_FILE, write_values
from cafe24clone.runner.preparation import Preparation
from cafe24clone.runner.processes import RunnerError, end, is_free, with_environment
from cafe24clone.runner.programs import Program
from cafe24clone.runner.services import Services
from cafe24clone.runner.summary import summary

WATCH_SECONDS = 0.2
FIRST_PAGE_SECONDS = 20.0  # so long the other programs wait for the web server, which may be broken
MARK = "CAFE24CLONE_RUNNER"  # by this variable a later start knows the programs of one that was killed
# Lines as they come, and bytecode whatever the terminal says: else each start compiles 800 modules in six programs.
PYTHON_ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}


class Supervisor:
    """Runs one copy of the platform on one data folder until it is told to stop."""

    def __init__(
        self,
        var: Path,
        port: int,
        programs: Sequence[Program],
        environment: Mapping[str, str],
        app_environment: Mapping[str, str] | None = None,
    ) -> None:
        """`app_environment` is told to whoever runs an app against this copy, and used for nothing else."""
        self.var = var
        self.port = port
        self.programs = programs
        self.given = environment
        self.app_environment = app_environment or {}
        self.children: list[Child] = []
        self.stopping = threading.Event()
        self.opened = threading.Event()
        self.began = time.monotonic()

    def run(self) -> None:
        """Start all, watch until SIGINT, SIGTERM or SIGHUP, stop all. Raises RunnerError if a start fails."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        with self._claim():
            end(with_environment(MARK, str(self.var)))
            if not is_free(self.port):
                raise RunnerError(f"Port {self.port} is taken. Choose another: make run PORT=8001 VAR=var2")
            services = Services(self.var, self.given)
            try:
                self._serve(services)
            except RunnerError:
                if not self.stopping.is_set():  # else it is only that a Ctrl-C also met what we waited for
                    raise
            finally:
                self._stop(services)

    def _serve(self, services: Services) -> None:
        environment = self._environment(services.start())
        if not self.stopping.is_set():
            self._prepare(services, environment)
        self.children = [Child(program, environment) for program in self.programs]
        threading.Thread(target=self._announce, daemon=True).start()
        patience_ends_at = time.monotonic() + FIRST_PAGE_SECONDS
        while not self.stopping.is_set():
            nobody_waits = self.opened.is_set() or time.monotonic() > patience_ends_at
            for child in self.children:
                if nobody_waits or not child.program.waits:
                    child.watch()
            self.stopping.wait(WATCH_SECONDS)

    def _environment(self, found: Mapping[str, str]) -> dict[str, str]:
        """What the programs get; what of it concerns commands run by hand is kept in VAR/env."""
        values = {**found, "VAR": str(self.var), "PORT": str(self.port)}
        write_values(self.var / ENVIRONMENT_FILE, values)
        return {**self.given, **values, MARK: str(self.var), **PYTHON_ENVIRONMENT}

    def _prepare(self, services: Services, environment: Mapping[str, str]) -> None:
        preparation = Preparation(self._notes(services), environment)
        preparation.migrate()
        if self.given.get("DEMO", "1") not in {"0", "no", "off", "false"}:
            preparation.load_demo()

    def _notes(self, services: Services) -> Path:
        """Notes about a database lie beside the embedded one's data, or under the given one's URL."""
        if services.postgres is not None:
            return services.postgres.folder / "notes"
        digest = hashlib.sha256(self.given["DATABASE_MIGRATOR_URL"].encode()).hexdigest()
        return self.var / "notes" / digest[:16]

    def _announce(self) -> None:
        """Print the summary once the web server answers, whatever it answers."""
        while not self.stopping.is_set():
            if answers(self.port):
                seconds = time.monotonic() - self.began
                self.opened.set()
                print("\n" + summary(self.port, self.var, seconds, self.app_environment), flush=True)
                return
            self.stopping.wait(0.05)

    def _stop(self, services: Services) -> None:
        """In the order of the list, then Redis, then PostgreSQL; a second Ctrl-C kills what still runs."""
        for child in self.children:
            child.stop()
        services.stop()
        say("run", "Everything is stopped.")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping.is_set():
            for child in self.children:
                child.kill()
        elif self.children:
            say("run", "Stopping ...")
        self.stopping.set()

    def _claim(self) -> IO[str]:
        """Hold the data folder; the lock goes with the process, however that ends. Raises RunnerError."""
        claim = (self.var / "lock").open("w")
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            claim.close()
            raise RunnerError(
                f"Another copy runs on {self.var}. Choose another folder: make run PORT=8001 VAR=var2"
            ) from None
        return claim


def answers(port: int) -> bool:
    """Say whether a web server answers on this port; an error page is an answer too."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/-/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def make_data_folder(var: Path) -> None:
    """Private, but for the way through that root's servers need; what is made from here on is private too."""
    os.umask(0o077)
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o711 if os.geteuid() == 0 else 0o700)
