"""Every operation that Cafe24's Admin API has, with scope, bucket and batch size (wire contract, Appendix B)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from developer_center.scopes import READ, WRITE, scope

FILE: Final = Path(__file__).with_name("operations.txt")
METHODS: Final = {"G": "GET", "P": "POST", "U": "PUT", "D": "DELETE"}
USUAL_BUCKET: Final = 40
PARAMETER: Final = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path below /api/v2/admin/. `batch` is how many entries a call may carry in `requests`."""

    method: str
    path: str
    group: str
    bucket: int = USUAL_BUCKET
    batch: int = 1

    @property
    def scope(self) -> str:
        """What a token must hold to call it: reading for GET, writing for the rest."""
        return scope(READ if self.method == "GET" else WRITE, self.group)

    @property
    def key(self) -> tuple[str, str]:
        """The operation whatever its parameters are called."""
        return self.method, PARAMETER.sub("{}", self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def operations() -> dict[tuple[str, str], Operation]:
    """All 513 by `Operation.key`."""
    return {operation.key: operation for operation in _read()}


def find(method: str, path: str) -> Operation:
    """The contract's operation. Raises KeyError for one that it does not name."""
    return operations()[method, PARAMETER.sub("{}", path)]


def _read() -> Iterator[Operation]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        group, path, methods, *more = line.split()
        figures = {name: dict(_figures(text)) for name, _sign, text in (word.partition("=") for word in more)}
        for letter in methods:
            yield Operation(
                METHODS[letter],
                path,
                group,
                figures.get("bucket", {}).get(letter, USUAL_BUCKET),
                figures.get("batch", {}).get(letter, 1),
            )


def _figures(text: str) -> Iterator[tuple[str, int]]:
    for figure in text.split(","):
        yield figure[0], int(figure[1:])
