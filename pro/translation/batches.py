"""Put texts into requests that an engine takes: of one kind, so many at most, and not too large."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pro.translation.engines.base import Engine, Text

K = TypeVar("K")
FRAME_BYTES = 4  # quotes, comma and space around each text


@dataclass(frozen=True, slots=True)
class Keyed(Generic[K]):
    """A text, and whose it is."""

    key: K
    text: Text


def batches(texts: Iterable[Keyed[K]], engine: Engine) -> Iterator[list[Keyed[K]]]:
    """Batches within the engine's bounds, kinds in the order in which they first come.

    One request is of one kind: HTML or not, and for an engine that takes it one context (options are sent with their
    product's name). A text that alone is larger than a request goes alone, and the engine says what it thinks of it.
    """
    kinds: dict[tuple[bool, str], list[Keyed[K]]] = {}
    for one in texts:
        kinds.setdefault((one.text.is_html, one.text.context if engine.takes_context else ""), []).append(one)
    for (_is_html, context), group in kinds.items():
        yield from _cut(group, engine.most_texts, engine.most_bytes - encoded_bytes(context))


def encoded_bytes(text: str) -> int:
    """What a text weighs in a request: JSON escapes a Hangul syllable or a kana as six bytes."""
    return len(json.dumps(text)) + FRAME_BYTES


def characters(texts: Sequence[Text]) -> int:
    """What engines bill: characters, tags of HTML not counted, contexts neither."""
    return sum(billed_length(text.content, is_html=text.is_html) for text in texts)


def billed_length(content: str, *, is_html: bool) -> int:
    """Characters of one text without its tags."""
    if not is_html:
        return len(content)
    length, is_inside = 0, False
    for letter in content:
        if letter == "<":
            is_inside = True
        elif letter == ">" and is_inside:
            is_inside = False
        elif not is_inside:
            length += 1
    return length


def _cut(group: list[Keyed[K]], most_texts: int, most_bytes: int) -> Iterator[list[Keyed[K]]]:
    batch: list[Keyed[K]] = []
    weight = 0
    for one in group:
        own = encoded_bytes(one.text.content)
        if batch and (len(batch) == most_texts or weight + own > most_bytes):
            yield batch
            batch, weight = [], 0
        batch.append(one)
        weight += own
    if batch:
        yield batch
