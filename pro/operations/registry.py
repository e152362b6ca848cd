"""Which operations there are: lines of the scope, and the diagnosing ones among them."""

from __future__ import annotations

from collections.abc import Iterator

from pro.operations.base import Diagnosing, Line

_lines: dict[str, Line] = {}
_diagnosing: dict[str, Diagnosing] = {}


def add_line(line: Line) -> None:
    """Put a line into the scope whose work is started elsewhere (translation, import, main display)."""
    if line.key in _lines and _lines[line.key] != line:
        raise ValueError(f"Two operations are called {line.key!r}")
    _lines[line.key] = line


def add(operation: Diagnosing) -> None:
    """Put a diagnosing operation into the scope; it runs daily, in the order of its line's position."""
    add_line(operation.line)
    _diagnosing[operation.line.key] = operation


def lines() -> list[Line]:
    return sorted(_lines.values(), key=lambda line: (line.position, line.key))


def line(key: str) -> Line:
    """Raises KeyError."""
    return _lines[key]


def diagnosing() -> Iterator[Diagnosing]:
    """In the order they run."""
    return iter(sorted(_diagnosing.values(), key=lambda one: (one.line.position, one.line.key)))


def diagnosing_one(key: str) -> Diagnosing:
    """Raises KeyError."""
    return _diagnosing[key]
