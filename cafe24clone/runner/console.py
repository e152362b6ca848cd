"""Log lines of several programs in one terminal: a coloured name in front, whole lines only."""

from __future__ import annotations

import os
import sys
import threading
from typing import IO

COLOURS = {"web": 36, "worker": 35, "clock": 34, "run": 32}
SPARE_COLOURS = (33, 96, 95, 94, 92, 93)
NAME_WIDTH = 9

_lock = threading.Lock()


def has_colour() -> bool:
    """Colour for a terminal, unless NO_COLOR (no-color.org) asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def paint(text: str, code: int) -> str:
    return f"\033[{code}m{text}\033[0m" if has_colour() else text


def colour_of(name: str) -> int:
    """A program keeps its colour from run to run, also one that is not in the table."""
    return COLOURS.get(name) or SPARE_COLOURS[sum(name.encode()) % len(SPARE_COLOURS)]


def say(name: str, line: str) -> None:
    """Print one line under a program's name. A reader who went away (a closed pipe) is no reason to stop."""
    with _lock:
        try:
            print(paint(f"{name:<{NAME_WIDTH}}│ ", colour_of(name)) + line, flush=True)
        except (BrokenPipeError, ValueError):
            return


def relay(name: str, stream: IO[str]) -> threading.Thread:
    """Print what a program writes until it closes its output."""

    def pump() -> None:
        with stream:
            for line in stream:
                say(name, line.rstrip("\n"))

    thread = threading.Thread(target=pump, name=f"log of {name}", daemon=True)
    thread.start()
    return thread
