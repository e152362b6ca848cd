"""`python -m cafe24clone.runner`: run the whole platform in the foreground."""

from __future__ import annotations

import os
import sys

from cafe24clone.runner.environment import data_folder
from cafe24clone.runner.gateway.program import Gateway
from cafe24clone.runner.processes import RunnerError
from cafe24clone.runner.programs import PROJECT, programs
from cafe24clone.runner.supervisor import Supervisor, make_data_folder


def main() -> int:
    var = data_folder(PROJECT)
    port = int(os.environ.get("PORT") or 8000)
    make_data_folder(var)
    gateway = Gateway.beside(port, var, os.environ)
    gateway.write_app_environment()
    planned = [gateway.program(), *programs(port)]
    try:
        Supervisor(var, port, planned, os.environ, gateway.app_environment()).run()
    except RunnerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
