"""A glossary in the place of an engine, for demo and development: known words are replaced, the rest stays."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pro.translation.engines.base import Text
from pro.translation.engines.glossary_words import LANGUAGES, WORDS

TAG: Final = re.compile(r"(<[^>]*>)")
KOREAN: Final = "[가-힣]"
JAPANESE_GAP: Final = re.compile(r"(?<=[\u3041-\u30fc\u4e00-\u9fff]) (?=[\u3041-\u30fc\u4e00-\u9fff])")


class GlossaryEngine:
    """Replaces the words it knows. It is no translator, and every page that shows its work says so."""

    name: Final = "glossary"
    label: Final = "Glossary (demo)"
    is_demo: Final = True
    takes_context: Final = False
    most_texts: Final = 50
    most_bytes: Final = 120 * 1024

    def supports(self, source: str, target: str) -> bool:
        return source in LANGUAGES and target in LANGUAGES and source != target

    def translate(self, texts: Sequence[Text], source: str, target: str) -> list[str]:
        """See Engine; never fails."""
        return [
            _of_html(text.content, source, target) if text.is_html else _of(text.content, source, target)
            for text in texts
        ]


def _of_html(text: str, source: str, target: str) -> str:
    parts = TAG.split(text)
    return "".join(
        part if at % 2 else html.escape(_of(html.unescape(part), source, target), quote=False)
        for at, part in enumerate(parts)
    )


def _of(text: str, source: str, target: str) -> str:
    pattern, words = _table(source, target)
    said = pattern.sub(lambda found: words[found[0].casefold()], text)
    return JAPANESE_GAP.sub("", said) if target == "ja" else said


@lru_cache(maxsize=8)
def _table(source: str, target: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Longest first; a Korean word of one syllable counts only where it stands alone."""
    at, to = LANGUAGES.index(source), LANGUAGES.index(target)
    words: dict[str, str] = {}
    for row in WORDS:
        words.setdefault(row[at].casefold(), row[to])
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_alone(word) for word in ordered), re.IGNORECASE), words


def _alone(word: str) -> str:
    if word.isascii():
        return rf"\b{re.escape(word)}\b"
    is_one_syllable = len(word) == 1 and re.match(KOREAN, word)
    return rf"(?<!{KOREAN}){word}(?!{KOREAN})" if is_one_syllable else re.escape(word)
