"""Find, end and run processes; everything here that asks the operating system."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000  # below the range from which Linux hands out client ports
SERVICE_ACCOUNT = "pgserver"


class RunnerError(Exception):
    """Something on this machine keeps us from starting; the text says what and how to mend it."""


def free_port(preferred: int = 0) -> int:
    """Return `preferred` if nobody listens there, else a free loopback port below 32768."""
    candidates = random.sample(range(LOWEST_PORT, HIGHEST_PORT), 50)
    for port in [preferred, *candidates] if preferred else candidates:
        if is_free(port):
            return port
    raise RunnerError("No free port on 127.0.0.1 between 20000 and 32000.")


def is_free(port: int) -> bool:
    """Say whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def package_folder(name: str) -> Path:
    """Where an installed package lies. It is not imported: we want the programs it carries, not its code."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise RunnerError(f"The package {name} is not installed. Run `make run`, which does that.")
    return Path(found.origin).parent


@dataclass(frozen=True)
class Account:
    """The ordinary account that servers run as when we are root, which PostgreSQL refuses to be."""

    name: str
    uid: int
    gid: int

    def own(self, folder: Path) -> None:
        """Give it this folder and a way to it: search permission on parents that are closed to others."""
        os.chown(folder, self.uid, self.gid)
        self.open_way_to(folder)

    def open_way_to(self, path: Path) -> None:
        for parent in path.resolve().parents:
            found = parent.stat()
            if found.st_uid != self.uid and not found.st_mode & 0o001:
                print(f"chmod o+x {parent}: the account {self.name} must be able to reach {path}.")
                parent.chmod(found.st_mode | 0o001)


def service_account() -> Account | None:
    """None for an ordinary user. As root a system account made for this, else `nobody`."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return _account(SERVICE_ACCOUNT)
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if useradd:
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT]
        subprocess.run(command, capture_output=True, check=False)
    with contextlib.suppress(KeyError):
        return _account(SERVICE_ACCOUNT)
    return _account("nobody")


def _account(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid)


def working_in(folder: Path, program: str) -> list[psutil.Process]:
    """Processes of this program whose working folder is `folder`: how a left-over server is known."""
    return [process for process in _all() if _is_program(process, program) and _cwd(process) == str(folder)]


def with_environment(name: str, value: str) -> list[psutil.Process]:
    """Processes that were started with this environment variable, but for ourselves."""
    return [p for p in _all() if p.pid != os.getpid() and _environment(p).get(name) == value]


def end(processes: list[psutil.Process], first: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Signal all, wait, and kill what is still there."""
    _signal(processes, first)
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    _signal(alive, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _all() -> Iterator[psutil.Process]:
    return iter(psutil.process_iter())


def _is_program(process: psutil.Process, program: str) -> bool:
    try:
        return bool(process.name() == program)
    except psutil.Error:
        return False


def _cwd(process: psutil.Process) -> str:
    try:
        return str(process.cwd())
    except psutil.Error:
        return ""


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return dict(process.environ())
    except psutil.Error:
        return {}
