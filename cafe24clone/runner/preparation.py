"""What stands between a started database and the first page: migrations, and the demo on the first start."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from cafe24clone.runner.console import say
from cafe24clone.runner.processes import RunnerError
from cafe24clone.runner.programs import PROJECT, manage

Run = Callable[[list[str], Mapping[str, str]], int]


def run_command(command: list[str], environment: Mapping[str, str]) -> int:
    return subprocess.run(command, cwd=PROJECT, env=dict(environment), check=False).returncode


def migrations_fingerprint(project: Path = PROJECT) -> str:
    """Changes with our migrations, the installed packages (which bring theirs) and the list of apps."""
    files = sorted(project.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in [*files, project / "requirements.txt", project / "cafe24clone" / "settings.py"]:
        if path.exists():
            digest.update(f"{path.relative_to(project)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


class Preparation:
    """Remembers in `folder` what is done; the folder lies beside the data and goes with it."""

    def __init__(self, folder: Path, environment: Mapping[str, str], run: Run = run_command) -> None:
        self.folder = folder
        self.environment = environment
        self.run = run

    def migrate(self) -> None:
        """Bring the tables up to date; skipped where nothing changed since. Raises RunnerError."""
        fingerprint = migrations_fingerprint()
        if self._noted("migrated") == fingerprint:
            return
        say("run", "Bringing the database up to date ...")
        command = manage("migrate", "--database", "migrator", "--no-input", "--verbosity", "1")
        if self.run(command, self.environment) != 0:
            raise RunnerError("The migrations failed; what went wrong stands above.")
        self._note("migrated", fingerprint)

    def load_demo(self) -> None:
        """Once per database. A demo that fails is no reason not to start; it is tried again next time."""
        if self._noted("demo"):
            return
        say("run", "Loading the demo mall (DEMO=0 goes without) ...")
        if self.run(manage("load_demo"), self.environment) == 0:
            self._note("demo", "loaded")
        else:
            say("run", "The demo was not loaded; what went wrong stands above. Going on without it.")

    def _noted(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""

    def _note(self, name: str, value: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(value)
