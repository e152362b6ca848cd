"""The seven translated fields of a product (R3.32): what is sent of each, and what is made of the answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.models import Product, ProductListing
from catalog.models.listing import TRANSLATED_FIELDS
from pro.translation.engines.base import Text
from pro.translation.markup import (
    Piece,
    escaped,
    has_words,
    is_markup,
    keeps_tags,
    split_nodes,
    whole_or_split,
)

HAND: Final = "hand"


@dataclass(frozen=True, slots=True)
class FieldWork:
    """One field of one product: the texts to send, and how their translations become the field's.

    `hash` is of the base text that was read. `is_whole` tells whether a result has all tags of its source; where it
    has not, `strict` is the same field with every tag held back.
    """

    field: str
    hash: str
    texts: tuple[Text, ...]
    build: Callable[[Sequence[str]], Any]
    is_whole: Callable[[Any], bool] = lambda _result: True
    strict: FieldWork | None = None


def source_hash(product: Product, field: str) -> str:
    """Of the base text; options and extra inputs count with all that is translated of them."""
    text = json.dumps(_source(product, field), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def needed_fields(product: Product, known: dict[str, Any], listings: Iterable[ProductListing]) -> list[str]:
    """Which fields an engine has to translate now; `known` is what TranslationTask.fields says.

    Those that never were, and those that were edited since and are ticked in one of the shops' listings (R3.83). A
    field that is set by hand in all of them needs none, and neither does one without any word.
    """
    rows = list(listings)
    return [field for field in TRANSLATED_FIELDS if _is_needed(product, field, known.get(field, {}), rows)]


def work_of(product: Product, field: str) -> FieldWork:
    """What to send of a field. No texts: it has no words."""
    value, digest = _source(product, field), source_hash(product, field)
    if field == "options":
        return _options_work(product, digest)
    if field == "extra_inputs":
        return _extras_work(product, digest)
    if field != "description":
        texts = (Text(value),) if has_words(value) else ()
        return FieldWork(field, digest, texts, lambda done: done[0] if done else value)
    return _description_work(value, digest)


def _source(product: Product, field: str) -> Any:
    if field == "options":
        return [[row["name"], *row["values"]] for row in product.options]
    if field == "extra_inputs":
        return [row["name"] for row in product.extra_inputs]
    return str(getattr(product, field))


def _is_needed(product: Product, field: str, entry: dict[str, Any], rows: Sequence[ProductListing]) -> bool:
    open_rows = [row for row in rows if row.source(field) != HAND]
    if not open_rows or entry.get("hash") == source_hash(product, field) or not work_of(product, field).texts:
        return False
    return "hash" not in entry or any(field in row.auto_translates for row in open_rows)


def _description_work(value: str, digest: str) -> FieldWork:
    if not is_markup(value):
        return _pieces_work(whole_or_split(value), digest)
    strict = _pieces_work(split_nodes(value), digest, escapes=True)
    work = _pieces_work(whole_or_split(value), digest, escapes=True)

    def is_whole(result: Any) -> bool:
        return keeps_tags(value, result)

    return FieldWork("description", digest, work.texts, work.build, is_whole, strict)


def _pieces_work(pieces: list[Piece], digest: str, *, escapes: bool = False) -> FieldWork:
    texts = tuple(Text(piece.content, is_html=piece.is_html) for piece in pieces if piece.is_sent)

    def build(done: Sequence[str]) -> str:
        rest = iter(done)
        return "".join(
            piece.content if not piece.is_sent else escaped(next(rest)) if escapes and not piece.is_html else next(rest)
            for piece in pieces
        )

    return FieldWork("description", digest, texts, build)


def _options_work(product: Product, digest: str) -> FieldWork:
    """Names and values with the product's name as context: single words are hard to translate alone."""
    rows = [(str(row["name"]), [str(value) for value in row["values"]]) for row in product.options]
    words = list(dict.fromkeys(word for name, values in rows for word in (name, *values) if has_words(word)))

    def build(done: Sequence[str]) -> dict[str, Any]:
        said = dict(zip(words, done, strict=True))
        return {
            name: {"name": said.get(name, name), "values": {value: said[value] for value in values if value in said}}
            for name, values in rows
        }

    return FieldWork("options", digest, _in_context(words, product), build)


def _extras_work(product: Product, digest: str) -> FieldWork:
    words = [str(row["name"]) for row in product.extra_inputs if has_words(str(row["name"]))]
    return FieldWork(
        "extra_inputs", digest, _in_context(words, product), lambda done: dict(zip(words, done, strict=True))
    )


def _in_context(words: Iterable[str], product: Product) -> tuple[Text, ...]:
    return tuple(Text(word, context=product.name) for word in words)
