"""What an embedded server is: a process with a data folder, a loopback port and a log."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from cafe24clone.runner.processes import RunnerError, end, free_port, service_account, working_in

START_SECONDS = 120  # PostgreSQL may have to replay a long log after a power cut


class Server(ABC):
    """Start, stop and kill one server by its process id.

    It listens on 127.0.0.1 only, asks everybody for a password, and runs as an ordinary account.
    """

    program: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder.resolve()
        self.port = port
        self.account = service_account()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def pid(self) -> int:
        """Raises RunnerError where it does not run."""
        if self.process is None:
            raise RunnerError(f"{self.program} does not run.")
        return self.process.pid

    def start(self) -> None:
        """Start and wait until it answers. What an earlier run left behind is ended first.

        Keeps its port where that is free. Raises RunnerError with the end of the log when it gives up.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            self.account.own(self.folder)
            self.account.open_way_to(Path(self.command()[0]))
        end(working_in(self.data, self.program), self.stop_signal)
        self.prepare()
        self.port = free_port(self.port)
        self.process = self.spawn()
        self._wait_until_ready()

    def stop(self, seconds: float = 20) -> None:
        """Stop cleanly, by force after `seconds`. Does nothing where it does not run."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._forget()

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self._forget()

    def spawn(self) -> subprocess.Popen[bytes]:
        """Run the command in a session of its own, so that a Ctrl-C at the terminal does not reach it."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder on the first start and mend what a crash left."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def is_ready(self) -> bool: ...

    def _forget(self) -> None:
        if self.process is not None:
            self.process.wait()
            self.process = None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RunnerError(f"{self.program} did not start. The end of {self.log}:\n{self._log_end()}")
            time.sleep(0.02)

    def _log_end(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
