"""The words of a kind in a language: the merchant's own where they wrote some, else the standard text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Shop
from orders.domain.mails.kinds import KINDS
from orders.domain.mails.markup import cleaned
from orders.domain.mails.standard import STANDARD, Words
from orders.models import MailKind, MailText

VARIABLE: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
LANGUAGES: Final[tuple[str, ...]] = tuple(Shop.Language.values)
FALLBACK_LANGUAGE: Final = "en"
FIELDS: Final = ("subject", "title", "body", "footer")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field of a text: `names` of variables that are unknown there, or are missing."""

    field: str
    code: str
    names: tuple[str, ...]


class WordsRefused(Exception):
    """A text names variables that its kind has not, or leaves out one that it needs."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.code} {', '.join(one.names)}" for one in mistakes))
        self.mistakes = mistakes


def spoken(language: str) -> str:
    """The language of the mails to somebody who reads `language`."""
    return language if language in LANGUAGES else FALLBACK_LANGUAGE


def words_of(kind: MailKind, language: str) -> Words:
    """What is sent in a language."""
    own = MailText.objects.filter(kind=kind, language=spoken(language)).first()
    return STANDARD[spoken(language)][kind] if own is None else _words(own)


def own_texts() -> set[tuple[str, str]]:
    """(kind, language) of every text that the merchant wrote."""
    return set(MailText.objects.values_list("kind", "language"))


def check_words(kind: MailKind, words: Words) -> None:
    """Raises WordsRefused, naming each field and variable."""
    facts = KINDS[kind]
    mistakes = []
    for name in FIELDS:
        found = dict.fromkeys(VARIABLE.findall(getattr(words, name)))
        unknown = tuple(f"{{{one}}}" for one in found if one not in facts.variables)
        if unknown:
            mistakes.append(Mistake(name, "unknown", unknown))
    secrets = [one for one in VARIABLE.findall(words.subject) if one == "PASSWORD"]
    if secrets:
        mistakes.append(Mistake("subject", "secret", ("{PASSWORD}",)))
    said = set(VARIABLE.findall(words.body))
    missing = tuple(f"{{{one}}}" for one in facts.needed if one not in said)
    if missing:
        mistakes.append(Mistake("body", "missing", missing))
    if mistakes:
        raise WordsRefused(mistakes)


@transaction.atomic
def save_words(kind: MailKind, language: str, words: Words, *, actor: Actor) -> MailText:
    """Store the merchant's own words; HTML is cleaned. The same words again change nothing. Raises WordsRefused."""
    words = Words(words.subject, words.title, cleaned(words.body), cleaned(words.footer))
    check_words(kind, words)
    before = words_of(kind, language)
    values = {name: getattr(words, name) for name in FIELDS}
    row: MailText
    row, is_new = MailText.objects.update_or_create(kind=kind, language=language, defaults=values)
    if is_new or before != words:
        facts = {"mail": kind.value, "language": language}
        record("mail.text_changed", row, actor=actor, before={"subject": before.subject}, after={**facts, **values})
    return row


@transaction.atomic
def reset_words(kind: MailKind, language: str, *, actor: Actor) -> bool:
    """Go back to the standard text; False where it was the standard text already."""
    row = MailText.objects.select_for_update().filter(kind=kind, language=language).first()
    if row is None:
        return False
    before = {name: getattr(row, name) for name in FIELDS}
    record("mail.text_reset", row, actor=actor, before=before, after={"mail": kind.value, "language": language})
    row.delete()
    return True


def _words(row: MailText) -> Words:
    return Words(row.subject, row.title, row.body, row.footer)
