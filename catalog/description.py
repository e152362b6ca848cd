"""Descriptions: plain text, or HTML with nothing in it that acts."""

from __future__ import annotations

import re

import nh3
from django.utils.html import linebreaks, strip_tags
from django.utils.safestring import SafeString, mark_safe

HAS_MARKUP = re.compile(r"</?[a-zA-Z!]")


def cleaned(text: str) -> str:
    """What is stored: plain text as typed; HTML without scripts, styles, handlers, frames and forms."""
    return nh3.clean(text) if HAS_MARKUP.search(text) else text


def as_html(text: str) -> SafeString:
    """What a page shows; cleaned once more, because an import may have stored it."""
    html = nh3.clean(text) if HAS_MARKUP.search(text) else linebreaks(text, autoescape=True)
    return mark_safe(html)  # noqa: S308 - cleaned or escaped on the line above


def as_line(text: str, *, length: int = 160) -> str:
    """The text alone in one line, for metadata."""
    line = " ".join(strip_tags(text).split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
