"""What an engine does, and the few ways in which it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class EngineError(Exception):
    """An engine gave no translation; the text says why."""


class EngineBusy(EngineError):
    """Asked too often (429): ask again after a while."""

    def __init__(self, message: str, *, after_seconds: float) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


class EngineAway(EngineError):
    """It does not answer now: connection, time-out, 5xx."""


class QuotaUsedUp(EngineError):
    """The characters of this month are used up (456)."""


class KeyRefused(EngineError):
    """The key is wrong or was withdrawn (403)."""


class EngineFailed(EngineError):
    """It answered these texts with something that is no translation of them; others may still work."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate. `context` is told to engines that take one; it is neither translated nor counted."""

    content: str
    is_html: bool = False
    context: str = ""


class Engine(Protocol):
    """Translates batches of texts of one kind; calls another company, so outside of transactions only.

    `most_texts` and `most_bytes` bound one request; bytes are counted after JSON encoding, where a Hangul syllable
    is 6. A demo engine says so on every page that shows its work.
    """

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def is_demo(self) -> bool: ...

    @property
    def takes_context(self) -> bool: ...

    @property
    def most_texts(self) -> int: ...

    @property
    def most_bytes(self) -> int: ...

    def supports(self, source: str, target: str) -> bool:
        """Whether it translates between two languages (ko, en, ja)."""

    def translate(self, texts: Sequence[Text], source: str, target: str) -> list[str]:
        """The texts in the target language, in their order. All are HTML or none is; where the engine takes a
        context, they share it.

        Raises an EngineError.
        """
