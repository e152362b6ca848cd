"""A copy of the supervisor with toy programs: `VAR=... PORT=... python -m tests.runner.toy_copy`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cafe24clone.runner.preparation import migrations_fingerprint
from cafe24clone.runner.processes import RunnerError
from cafe24clone.runner.programs import Program
from cafe24clone.runner.supervisor import Supervisor, make_data_folder

PAGES = "import http.server, os, signal, sys; signal.signal(15, lambda *_: sys.exit(print('bye web')));"
LATER = (
    "import signal, socket, sys, time; signal.signal(15, lambda *_: sys.exit(print('bye {name}')));"
    "socket.create_connection(('127.0.0.1', {port})).close(); print('{name} found the page'); time.sleep(600)"
)


def main(var: Path, port: int) -> int:
    web = f"{PAGES} http.server.test(http.server.BaseHTTPRequestHandler, port={port}, bind='127.0.0.1')"
    toys = [("web", web), *((name, LATER.format(name=name, port=port)) for name in ("clock", "worker"))]
    programs = [Program(name, [sys.executable, "-c", code], waits=name != "web") for name, code in toys]
    make_data_folder(var)
    notes = var / "postgres" / "notes"  # as if the migrations had run: this is about processes
    notes.mkdir(parents=True, exist_ok=True)
    (notes / "migrated").write_text(migrations_fingerprint())
    try:
        Supervisor(var, port, programs, os.environ).run()
    except RunnerError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(os.environ["VAR"]), int(os.environ["PORT"])))
