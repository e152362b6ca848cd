"""Look for goods that may not be sold overseas, by the words that staff keep (R3.113, R3.115)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pro.models import SalesLimit

MOST_EXAMPLES: Final = 20
SEPARATORS: Final = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit with its words made ready. Latin words stand alone (a plural s counts); Korean ones anywhere."""

    limit: SalesLimit
    words: re.Pattern[str] | None
    exceptions: re.Pattern[str] | None

    def hit(self, name: str) -> str:
        """The word that a name contains, or nothing."""
        text = _folded(name)
        if self.exceptions:
            text = self.exceptions.sub(" | ", text)
        found = self.words.search(text) if self.words else None
        return found.group(0) if found else ""


@dataclass(slots=True)
class Screening:
    """Collects hits while names are looked at; `findings` is what the contract keeps."""

    rules: list[Rule]
    hits: dict[str, dict[str, Any]] = field(default_factory=dict)

    def look_at(self, kind: str, rows: Iterable[tuple[int, str]]) -> None:
        """Names of one kind ("category", "product") with their keys."""
        rules = [rule for rule in self.rules if kind == "category" or rule.limit.checks_products]
        for key, name in rows:
            for rule in rules:
                word = rule.hit(name)
                if word:
                    self._note(rule.limit, {"kind": kind, "id": key, "label": name, "word": word})

    @property
    def findings(self) -> list[dict[str, Any]]:
        """In the order of the limits: key, both names, how many things, and the first of them."""
        return [self.hits[rule.limit.key] for rule in self.rules if rule.limit.key in self.hits]

    def _note(self, limit: SalesLimit, example: dict[str, Any]) -> None:
        hit = self.hits.setdefault(
            limit.key, {"limit": limit.key, "name": limit.name, "name_ko": limit.name_ko, "count": 0, "examples": []}
        )
        hit["count"] += 1
        if len(hit["examples"]) < MOST_EXAMPLES:
            hit["examples"].append(example)


def rules_in_force() -> list[Rule]:
    """The limits as staff have left them, in their order."""
    return [rule_of(limit) for limit in SalesLimit.objects.filter(is_active=True)]


def rule_of(limit: SalesLimit) -> Rule:
    words = _pattern([_word(word) for word in lines_of(limit.words)])
    return Rule(limit, words, _pattern([_phrase(phrase) for phrase in lines_of(limit.exceptions)]))


def lines_of(text: str) -> list[str]:
    """One entry per line, folded; the longest first, so that the longest is what a name is said to contain."""
    entries = {_folded(line).strip() for line in text.splitlines()}
    return sorted(entries - {""}, key=lambda entry: (-len(entry), entry))


def _word(word: str) -> str:
    """Spaces and hyphens of the entry itself may come and go in a name."""
    loose = r"[\s-]*".join(re.escape(part) for part in SEPARATORS.split(word) if part)
    return rf"(?<![a-z0-9]){loose}(?:e?s)?(?![a-z0-9])" if word.isascii() else loose


def _phrase(phrase: str) -> str:
    """An exception is taken generously: in Korean, spaces may stand anywhere in it."""
    if phrase.isascii():
        return _word(phrase)
    return r"[\s-]*".join(re.escape(letter) for letter in SEPARATORS.sub("", phrase))


def _pattern(parts: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(parts)) if parts else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
