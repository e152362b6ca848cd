"""The short notation of answers in shapes.txt, read into JSON Schema: `{products:[{product_no:int, display:TF}]}`."""

from __future__ import annotations

import re
from typing import Any, Final

Schema = dict[str, Any]

TOKEN: Final = re.compile(r"\s*([{}\[\]:,]|[^{}\[\]:,\s][^{}\[\]:,]*)")
MOMENT: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+09:00$"

# Kinds of values (wire contract 2.3). A time or a date that has not come is null or "", and so is a one-letter code.
KINDS: Final[dict[str, Schema]] = {
    "int": {"type": "integer"},
    "num": {"type": "number"},
    "bool": {"type": "boolean"},
    "str": {"type": "string"},
    "dec2": {"type": "string", "pattern": r"^-?\d+\.\d{2}$"},
    "dec4": {"type": "string", "pattern": r"^-?\d+\.\d{4}$"},
    "TF": {"type": "string", "enum": ["T", "F"]},
    "code1": {"type": ["string", "null"], "pattern": r"^\w?$"},
    "digits": {"type": "string"},  # a string that is digits where it is a code: "" and other letters occur
    "dt": {"type": ["string", "null"], "pattern": MOMENT},
    "dt-sp": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"},
    "date": {"type": ["string", "null"], "pattern": r"^(\d{4}-\d{2}-\d{2})?$"},
    "null": {},  # the manual shows null: of what type it is otherwise is not known
}


class BadNotation(ValueError):
    """A shape that cannot be read."""


def parse(text: str) -> Schema:
    """The JSON Schema of a shape; objects allow their keys and no others. Raises BadNotation."""
    tokens = TOKEN.findall(text)
    schema, rest = _value(tokens)
    if rest:
        raise BadNotation(f"{' '.join(rest[:5])} is left over in {text[:60]}")
    return schema


def parse_keys(text: str) -> dict[str, Schema]:
    """The keys of `a:int, b:str`."""
    properties: dict[str, Schema] = parse("{" + text + "}")["properties"]
    return properties


def required_everywhere(schema: Schema) -> Schema:
    """The same shape with every key of every object required: what a whole answer, without `fields`, must have."""
    strict = {name: value for name, value in schema.items() if name not in {"properties", "items"}}
    if "properties" in schema:
        strict["properties"] = {name: required_everywhere(value) for name, value in schema["properties"].items()}
        strict["required"] = sorted(schema["properties"])
    if "items" in schema:
        strict["items"] = required_everywhere(schema["items"])
    return strict


def _value(tokens: list[str]) -> tuple[Schema, list[str]]:
    if not tokens:
        raise BadNotation("A shape ends too early.")
    first, rest = tokens[0], tokens[1:]
    if first == "{":
        return _object(rest)
    if first == "[":
        return _array(rest)
    return _kind(first.strip()), rest


def _object(tokens: list[str]) -> tuple[Schema, list[str]]:
    properties: dict[str, Schema] = {}
    while tokens and tokens[0] != "}":
        if len(tokens) < 3 or tokens[1] != ":":
            raise BadNotation(f"A key is expected before {' '.join(tokens[:3])}")
        properties[tokens[0].strip()], tokens = _value(tokens[2:])
        if tokens and tokens[0] == ",":
            tokens = tokens[1:]
    if not tokens:
        raise BadNotation("An object does not end.")
    return {"type": "object", "properties": properties, "additionalProperties": False}, tokens[1:]


def _array(tokens: list[str]) -> tuple[Schema, list[str]]:
    if tokens[:1] == ["]"]:
        return {"type": "array", "items": {}}, tokens[1:]
    items, tokens = _value(tokens)
    if tokens[:1] != ["]"]:
        raise BadNotation("An array does not end.")
    return {"type": "array", "items": items}, tokens[1:]


def _kind(name: str) -> Schema:
    if name in KINDS:
        return dict(KINDS[name])
    if "/" in name:
        return {"type": "string", "enum": name.split("/")}
    raise BadNotation(f"{name} is no kind of value.")
