"""One supervised program: started, watched, restarted after a crash, told to end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping

from cafe24clone.runner.console import relay, say
from cafe24clone.runner.programs import PROJECT, Program

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 20.0  # who ran this long is taken to be well: its next pause is short again


class Child:
    """Runs a program in a process group of its own, so that nothing of it is left when it ends."""

    def __init__(self, program: Program, environment: Mapping[str, str]) -> None:
        self.program = program
        self.environment = {**environment, **program.environment}
        self.process: subprocess.Popen[str] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._restart_at = 0.0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self.process = subprocess.Popen(
            list(self.program.command),
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._started = time.monotonic()
        if self.process.stdout:
            relay(self.program.name, self.process.stdout)

    def watch(self) -> None:
        """Called a few times a second: notice a crash, say so, and start again after a pause that grows."""
        if self.process is None:
            if time.monotonic() >= self._restart_at:
                self.start()
        elif self.process.poll() is not None:
            self._note_crash(self.process.returncode)

    def stop(self) -> None:
        """Go through the farewell until it has ended. Does nothing where it does not run."""
        if self.process is None:
            return
        for number, seconds in self.program.farewell:
            if self._ends_on(number, seconds):
                break
        self._clear()

    def kill(self) -> None:
        """End it and everything it started, now."""
        self._clear()

    def _ends_on(self, number: signal.Signals, seconds: float) -> bool:
        if self.process is None:
            return True
        self.process.send_signal(number)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _note_crash(self, status: int) -> None:
        if time.monotonic() - self._started > STEADY_AFTER_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        say("run", f"{self.program.name} ended by itself with {how}; starting it again in {self._pause:g} s.")
        self._clear()
        self._restart_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def _clear(self) -> None:
        """Kill what is left of the group, as the processes of a server whose parent has gone, and reap."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
