"""Files of KEY=VALUE lines that only their owner may read, and the one that `manage.py` picks up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT_FILE = "env"


def read_values(path: Path) -> dict[str, str]:
    """The values of a file that `write_values` wrote; none where there is no such file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, separator, value in pairs if separator}


def write_values(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file in one step, for its owner only. Raises ValueError for a value of two lines."""
    for name, value in values.items():
        if "\n" in value or "\r" in value or "=" in name:
            raise ValueError(f"{name} does not fit on one KEY=VALUE line.")
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.touch(mode=0o600)
    new.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    new.replace(path)


def data_folder(project: Path) -> Path:
    """`VAR`, absolute; a relative one is meant from the project folder."""
    return (project / os.environ.get("VAR", "var")).resolve()


def load_environment(project: Path) -> None:
    """Let a command run by hand use the services of `make run`.

    Does nothing where DATABASE_URL is set. Values that are set already win over those of the file.
    """
    if os.environ.get("DATABASE_URL"):
        return
    for name, value in read_values(data_folder(project) / ENVIRONMENT_FILE).items():
        os.environ.setdefault(name, value)
