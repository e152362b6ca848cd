"""`python -m cafe24clone.runner.verify check|test`: what stands behind `make check` and `make test`."""

from __future__ import annotations

import os
import subprocess
import sys

from cafe24clone.runner.checks import checks, run_checks
from cafe24clone.runner.programs import PROJECT, python
from cafe24clone.runner.tools import ensure, missing_block

MOST_TEST_PROCESSES = 8


def run_tests(environment: dict[str, str]) -> bool:
    """pytest, a process per core. TESTS narrows it down: `make test TESTS="tests/orders -k cancel"`."""
    processes = min(len(os.sched_getaffinity(0)), MOST_TEST_PROCESSES)
    command = python("pytest", "-n", str(processes), *os.environ.get("TESTS", "").split())
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Checks always; with `test` the tests too, even after a red check, so that one run shows everything."""
    print("Checks", flush=True)
    green = run_checks(checks())
    if arguments == ["test"]:
        tools = ensure()
        tested = run_tests(os.environ | tools)
        green = green and tested
        print(missing_block(tools), flush=True)
    if not green:
        print("Something is red; see above.", file=sys.stderr)
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
