"""Programs of the machine that some tests need: found, else installed where that is ours to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INSTALL_SECONDS = 900


@dataclass(frozen=True)
class Tool:
    """A program, the variable that names it, where it may lie, and the Debian packages that bring it."""

    name: str
    variable: str
    programs: Sequence[str]
    places: Sequence[str]
    packages: Sequence[str]
    needed_for: str


CHROMIUM = Tool(
    name="Chromium",
    variable="CHROMIUM",
    programs=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    places=(
        "/usr/lib/chromium/chromium",
        "/snap/bin/chromium",
        "/opt/google/chrome/chrome",
        "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    packages=("chromium", "fonts-noto-cjk"),
    needed_for="the browser tests",
)
PGBOUNCER = Tool(
    name="PgBouncer",
    variable="PGBOUNCER_PROGRAM",
    programs=("pgbouncer",),
    places=("/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer"),
    packages=("pgbouncer",),
    needed_for="the tests of the walls between malls behind a connection pool",
)
TOOLS = (CHROMIUM, PGBOUNCER)


def find(tool: Tool, environment: Mapping[str, str] = os.environ) -> str:
    """The path of the program; empty where there is none. A path in its variable is taken as it is."""
    named = environment.get(tool.variable, "")
    if named:
        return named if shutil.which(named) else ""
    for program in tool.programs:
        if path := shutil.which(program):
            return path
    paths = (path for place in tool.places for path in _matches(place))
    return next((str(path) for path in paths if os.access(path, os.X_OK)), "")


def ensure(tools: Sequence[Tool] = TOOLS) -> dict[str, str]:
    """Find all and install what is missing where we may; return a path, or nothing, per variable."""
    missing = [tool for tool in tools if not find(tool)]
    if missing and may_install():
        install([package for tool in missing for package in tool.packages])
    return {tool.variable: find(tool) for tool in tools}


def may_install() -> bool:
    """As root on a Debian; on anybody else's machine we ask rather than install."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Best effort: what is still missing afterwards is reported by the caller. Starts no service."""
    print(f"Installing {', '.join(packages)} for the tests ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        try:
            subprocess.run(["apt-get", *command], env=environment, check=False, timeout=INSTALL_SECONDS)  # noqa: S607
        except subprocess.TimeoutExpired:
            print("apt-get took too long and was given up.", flush=True)
            return


def missing_block(paths: Mapping[str, str]) -> str:
    """What to print last when tests were left out; empty where nothing is missing."""
    missing = [tool for tool in TOOLS if not paths.get(tool.variable)]
    if not missing:
        return ""
    lines = [_missing_line(tool) for tool in missing]
    bar = "=" * 100
    return "\n".join([bar, "NOT EVERYTHING WAS TESTED", *lines, bar])


def _missing_line(tool: Tool) -> str:
    advice = f"apt-get install {' '.join(tool.packages)}, or name it: {tool.variable}=/path make test"
    return f"  {tool.name} was not found, so {tool.needed_for} DID NOT RUN.\n    {advice}"


def _matches(place: str) -> list[Path]:
    path = Path(place).expanduser()
    return sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))), reverse=True)
