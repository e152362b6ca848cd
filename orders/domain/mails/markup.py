"""Bodies of mails: plain text or harmless HTML, with values put in so that none of them can act."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import nh3
from django.utils.html import conditional_escape, escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

HAS_MARKUP: Final = re.compile(r"</?[a-zA-Z!]")
VARIABLE: Final = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")
LINK: Final = re.compile(r"<a\s[^>]*?href=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
ENDS_LINE: Final = re.compile(r"<(?:br|/p|/div|/h[1-6]|/li|/tr|/blockquote)\b[^>]*>", re.IGNORECASE)
TAG: Final = re.compile(r"<[^>]*>")
EMPTY_PARAGRAPH: Final = re.compile(r"<p>(?:\s|<br>)*</p>")
BARE_URL: Final = re.compile(r"(?<![\"'=>\w])(https?://[^\s<\"]+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A value that is a table: as lines of text, and as HTML of our own making."""

    text: str
    html: SafeString


Value = str | Block


def cleaned(text: str) -> str:
    """What is stored: plain text as typed; HTML without scripts, styles, handlers, frames and forms."""
    return nh3.clean(text) if HAS_MARKUP.search(text) else text


def as_line(template: str, values: Mapping[str, Value]) -> str:
    """Values put into a subject or title: one line of plain text."""
    return " ".join(_filled(template, values).split())


def as_text(template: str, values: Mapping[str, Value]) -> str:
    """Values put into a body as plain text; links show their address, other markup goes."""
    text = _filled(plain(template) if HAS_MARKUP.search(template) else template, values)
    return re.sub(r"\n\s*\n\s*\n", "\n\n", text.replace("\r\n", "\n")).strip()


def as_html(template: str, values: Mapping[str, Value]) -> SafeString:
    """Values put into a body as HTML.

    Values are escaped, and the whole is cleaned after they are in: a name that looks like a script or an address
    that is none does nothing, also inside an attribute. Tables of our own are put in last, between tags only.
    """
    mark = secrets.token_hex(8)  # nobody can type what stands for a table
    body = template if HAS_MARKUP.search(template) else str(linebreaks(template, autoescape=True))
    filled = VARIABLE.sub(lambda found: _escaped(found, values, mark), body)
    place = rf"\[{mark}:([A-Z_]+)\]"
    blocks = re.compile(rf"<p>\s*{place}\s*</p>|<[^>]*>|{place}")
    safe = blocks.sub(lambda found: _block(found, values), EMPTY_PARAGRAPH.sub("", nh3.clean(filled)))
    return mark_safe(_with_links(safe))  # noqa: S308 - cleaned above; blocks are escaped by their makers


def plain(markup: str) -> str:
    """HTML as lines of text."""
    text = " ".join(markup.split())
    text = LINK.sub(lambda found: _link_text(found[1], TAG.sub("", found[2])), text)
    text = TAG.sub("", ENDS_LINE.sub("\n", text))
    lines = [line.strip() for line in html.unescape(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _filled(template: str, values: Mapping[str, Value]) -> str:
    def value(found: re.Match[str]) -> str:
        put = values.get(found[1], found[0])
        return put.text if isinstance(put, Block) else put

    return VARIABLE.sub(value, template)


def _escaped(found: re.Match[str], values: Mapping[str, Value], mark: str) -> str:
    value = values.get(found[1], found[0])
    if isinstance(value, Block):
        return f"[{mark}:{found[1]}]"
    return str(escape(value)).replace("\n", "<br>")


def _block(found: re.Match[str], values: Mapping[str, Value]) -> str:
    name = found[1] or found[2]
    if name is None:
        return found[0]
    value = values[name]
    return conditional_escape(value.html) if isinstance(value, Block) else ""


def _link_text(address: str, label: str) -> str:
    label = label.strip()
    return address if label in {"", address} else f"{label} ({address})"


def _with_links(markup: str) -> str:
    """Addresses that stand in the text become links; those in tags and in links stay."""
    pieces = re.split(r"(<a\s.*?</a>|<[^>]*>)", markup, flags=re.DOTALL)
    return "".join(
        piece if at % 2 else BARE_URL.sub(r'<a href="\1" rel="noopener noreferrer">\1</a>', piece)
        for at, piece in enumerate(pieces)
    )
