#!/usr/bin/env python
"""Django's command line, on the services of `make run` unless DATABASE_URL names others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from cafe24clone.runner.environment import load_environment


def main() -> None:
    load_environment(Path(__file__).resolve().parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
