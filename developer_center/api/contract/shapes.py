"""What each operation answers, read from shapes.txt (wire contract, Appendix A)."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Final

from developer_center.api.contract.index import PARAMETER
from developer_center.api.contract.notation import BadNotation, Schema, parse, parse_keys

FILE: Final = Path(__file__).with_name("shapes.txt")
LIKE_ANOTHER: Final = re.compile(
    r"\{(?P<key>\w+):(?P<open>[\[{])\.\.[\]}]\} as (?P<method>[A-Z]+) (?P<path>\S+?)"
    r"(?:; plus (?P<plus>.*?))?(?:; without (?P<without>.*))?"
)


def shape_of(method: str, path: str) -> Schema:
    """The answer's JSON Schema. Raises KeyError where the contract gives none."""
    return _shapes()[method, PARAMETER.sub("{}", path)]


def has_shape(method: str, path: str) -> bool:
    """Whether the contract says what the operation answers."""
    return (method, PARAMETER.sub("{}", path)) in _shapes()


def row_of(schema: Schema) -> Schema:
    """The object inside an answer's envelope: one row of a list, or the one there is."""
    _key, inner = envelope(schema)
    row: Schema = inner["items"] if inner.get("type") == "array" else inner
    return row


def envelope(schema: Schema) -> tuple[str, Schema]:
    """The key that an answer is wrapped in, and what stands under it."""
    properties: dict[str, Schema] = schema["properties"]
    return next(iter(properties.items()))


@cache
def _shapes() -> dict[tuple[str, str], Schema]:
    found: dict[tuple[str, str], Schema] = {}
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for head, body in zip(lines[::2], lines[1::2], strict=True):
        method, path = head.split()
        found[method, PARAMETER.sub("{}", path)] = _shape(body.strip(), found)
    return found


def _shape(body: str, found: dict[tuple[str, str], Schema]) -> Schema:
    like = LIKE_ANOTHER.fullmatch(body)
    if like is None:
        return parse(body)
    other = found.get((like["method"], PARAMETER.sub("{}", like["path"])))
    if other is None:
        raise BadNotation(f"{like['method']} {like['path']} stands further down, or nowhere.")
    row = copy.deepcopy(row_of(other))
    row["properties"] |= parse_keys(like["plus"] or "")
    for name in filter(None, (like["without"] or "").split(", ")):
        del row["properties"][name]
    inner = {"type": "array", "items": row} if like["open"] == "[" else row
    return {"type": "object", "properties": {like["key"]: inner}, "additionalProperties": False}
