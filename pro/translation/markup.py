"""HTML in pieces that an engine may see, and proof that what comes back has the same tags."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from catalog.description import HAS_MARKUP

LARGEST_BYTES: Final = 8_000  # a description above this is split at block elements (R9.3)
BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "details"),
        *("div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "img", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
TOKEN: Final = re.compile(r"<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9]*)(?:\"[^\"]*\"|'[^']*'|[^'\">])*>", re.DOTALL)
LETTER: Final = re.compile(r"[^\W\d_]")
SENTENCE: Final = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s+|(?<=[\u3002\uff01\uff1f\n])")
Tag = tuple[str, str, tuple[tuple[str, str | None], ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. `is_sent`: it has words, so an engine translates it; the other parts are kept as they are."""

    content: str
    is_sent: bool
    is_html: bool


def is_markup(text: str) -> bool:
    """Whether a description is HTML rather than plain text."""
    return bool(HAS_MARKUP.search(text))


def whole_or_split(text: str) -> list[Piece]:
    """One piece up to 8,000 bytes; above, the runs between block elements, which themselves never leave (R9.3).

    Joined again, the pieces are the text.
    """
    if len(text.encode()) <= LARGEST_BYTES:
        return [Piece(text, has_words(text), is_markup(text))]
    return split_at_blocks(text) if is_markup(text) else split_plain(text)


def split_at_blocks(text: str) -> list[Piece]:
    """Block tags and images apart, what lies between them as pieces of inline HTML."""
    pieces: list[Piece] = []
    run, at = "", 0
    for token in TOKEN.finditer(text):
        run += text[at : token.start()]
        at = token.end()
        if token[1] and token[1].lower() not in BLOCKS:
            run += token[0]
            continue
        pieces += _run(run)
        pieces.append(Piece(token[0], is_sent=False, is_html=True))
        run = ""
    return [*pieces, *_run(run + text[at:])]


def split_nodes(text: str) -> list[Piece]:
    """Every tag kept, every text between two tags a piece of its own without markup: tags cannot get lost."""
    pieces: list[Piece] = []
    at = 0
    for token in TOKEN.finditer(text):
        pieces += _node(text[at : token.start()])
        pieces.append(Piece(token[0], is_sent=False, is_html=True))
        at = token.end()
    return [*pieces, *_node(text[at:])]


def split_plain(text: str) -> list[Piece]:
    """Plain text in parts of at most 8,000 bytes that end with a sentence or a line where that can be."""
    parts: list[str] = []
    for sentence in SENTENCE.split(text) if SENTENCE.search(text) else [text]:
        parts += _hard(sentence)
    joined = _with_gaps(text, parts)
    return [Piece(part, has_words(part), is_html=False) for part in joined]


def keeps_tags(source: str, translated: str) -> bool:
    """Whether two pieces of HTML have the same tags with the same attributes, each as often.

    Their order may differ: an engine moves an emphasis along with its word.
    """
    return sorted(tags_of(source), key=repr) == sorted(tags_of(translated), key=repr)


def tags_of(text: str) -> list[Tag]:
    """Every start and end tag with its attributes, in order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.tags


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a letter outside of tags."""
    return bool(LETTER.search(html.unescape(TOKEN.sub("", text))))


def escaped(text: str) -> str:
    """A translated text node as part of HTML."""
    return html.escape(text, quote=False)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(("start", tag, tuple(sorted(attrs, key=repr))))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(("end", tag, ()))


def _run(run: str) -> list[Piece]:
    if not run:
        return []
    if len(run.encode()) > LARGEST_BYTES:
        return split_nodes(run)
    inner = run.strip()
    before, after = run[: len(run) - len(run.lstrip())], run[len(run.rstrip()) :] if inner else ""
    core = Piece(inner, has_words(inner), is_html=True)
    spaces = [Piece(space, is_sent=False, is_html=True) if space else None for space in (before, after)]
    found = [spaces[0], core if inner else None, spaces[1]]
    return [piece for piece in found if piece is not None]


def _node(text: str) -> list[Piece]:
    if not text:
        return []
    if not has_words(text):
        return [Piece(text, is_sent=False, is_html=True)]
    return [
        Piece(html.unescape(part.content), is_sent=True, is_html=False)
        if part.is_sent
        else Piece(part.content, is_sent=False, is_html=True)
        for part in split_plain(text)
    ]


def _hard(sentence: str) -> list[str]:
    """A sentence that alone is too long is cut by characters."""
    step = LARGEST_BYTES // 4
    if len(sentence.encode()) <= LARGEST_BYTES:
        return [sentence]
    return [sentence[at : at + step] for at in range(0, len(sentence), step)]


def _with_gaps(text: str, parts: Sequence[str]) -> list[str]:
    """Sentences joined to parts of at most 8,000 bytes, with the white space between them as parts of its own."""
    joined: list[str] = []
    at = 0
    for part in parts:
        start = text.index(part, at)
        gap, at = text[at:start], start + len(part)
        fits = joined and len((joined[-1] + gap + part).encode()) <= LARGEST_BYTES
        if fits:
            joined[-1] += gap + part
        else:
            joined += [gap, part] if gap else [part]
    return [*joined, text[at:]] if at < len(text) else joined
