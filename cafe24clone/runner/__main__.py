"""`python -m cafe24clone.runner`: run the whole platform in the foreground."""

from __future__ import annotations

import os
import sys

from cafe24clone.runner.environment import data_folder
from cafe24clone.runner.processes import RunnerError
from cafe24clone.runner.programs import PROJECT, programs
from cafe24clone.runner.supervisor import Supervisor, make_data_folder


def main() -> int:
    var = data_folder(PROJECT)
    port = int(os.environ.get("PORT") or 8000)
    make_data_folder(var)
    try:
        Supervisor(var, port, programs(port), os.environ).run()
    except RunnerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
