"""Send the fields of several products in as few requests as can be, and put the answers where they belong."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

import structlog

from pro.translation.batches import Keyed, batches
from pro.translation.engines.base import Engine, EngineError, EngineFailed, Text
from pro.translation.fields import FieldWork

log = structlog.get_logger(__name__)
K = TypeVar("K", bound=Hashable)
MOST_EXTRA_REQUESTS: Final = 40  # to find the one text among fifty that an engine chokes on


@dataclass
class Sent(Generic[K]):
    """What came of it: per key the field's translation or what was wrong; `stop` ended the rest.

    A key in neither was not finished and is as before.
    """

    results: dict[K, Any] = field(default_factory=dict)
    errors: dict[K, str] = field(default_factory=dict)
    stop: EngineError | None = None


class Memory(Protocol):
    """What was answered before, and where each answer is kept before anything is made of it."""

    def before_request(self) -> None:
        """Called before each request, for a lease to be renewed."""

    def known(self, texts: Iterable[Text]) -> dict[Text, str]:
        """Answers that an earlier try was given; they are not asked for again."""

    def keep(self, texts: Sequence[Text], answers: Sequence[str]) -> None:
        """Called with each request that was answered."""


@dataclass
class _Round:
    """Answers of one pass, by key and the text's place in the field."""

    said: dict[tuple[Any, int], str] = field(default_factory=dict)
    errors: dict[Any, str] = field(default_factory=dict)


def send(works: Mapping[K, FieldWork], engine: Engine, source: str, target: str, memory: Memory) -> Sent[K]:
    """Translate fields, but for what the memory knows.

    HTML that comes back with other tags than it left with is sent again without any tag.
    One failed request costs the fields in it alone; one that says to stop keeps what is finished. Calls another
    company: outside of transactions only.
    """
    sent: Sent[K] = Sent()
    sender = _Sender(engine, source, target, sent, memory)
    again = _pass(works, sender, sent)
    if again and sent.stop is None:
        _pass(again, sender, sent)
    return sent


def _pass(works: Mapping[K, FieldWork], sender: _Sender, sent: Sent[K]) -> dict[K, FieldWork]:
    """One pass over fields; answers those that lost tags, in their strict form."""
    texts = [Keyed((key, at), text) for key, work in works.items() for at, text in enumerate(work.texts)]
    round_ = _Round()
    known = sender.memory.known({one.text for one in texts})
    round_.said = {one.key: known[one.text] for one in texts if one.text in known}
    for batch in batches([one for one in texts if one.text not in known], sender.engine):
        sender.ask(batch, round_)
        if sent.stop is not None:
            break
    again: dict[K, FieldWork] = {}
    for key, work in works.items():
        if key in round_.errors:
            sent.errors[key] = round_.errors[key]
            continue
        places = range(len(work.texts))
        if all((key, at) in round_.said for at in places):
            result = work.build([round_.said[key, at] for at in places])
            if not work.is_whole(result) and work.strict is not None:
                again[key] = work.strict
            else:
                sent.results[key] = result
    return again


class _Sender:
    """Asks the engine, and halves a request that fails until the text to blame is alone."""

    def __init__(self, engine: Engine, source: str, target: str, sent: Sent[Any], memory: Memory) -> None:
        self.engine, self._source, self._target, self._sent, self.memory = engine, source, target, sent, memory
        self._extra = MOST_EXTRA_REQUESTS

    def ask(self, batch: list[Keyed[Any]], round_: _Round) -> None:
        texts = [one.text for one in batch]
        self.memory.before_request()
        try:
            answers = self.engine.translate(texts, self._source, self._target)
            self.memory.keep(texts, answers)
            self._take(batch, answers, round_)
        except EngineFailed as error:
            self._blame(batch, str(error), round_)
        except EngineError as error:
            self._sent.stop = error

    @staticmethod
    def _take(batch: list[Keyed[Any]], answers: list[str], round_: _Round) -> None:
        for one, answer in zip(batch, answers, strict=True):
            if answer.strip():
                round_.said[one.key] = answer
            else:
                round_.errors[one.key[0]] = "The engine answered nothing for a text."

    def _blame(self, batch: list[Keyed[Any]], error: str, round_: _Round) -> None:
        if len(batch) == 1 or self._extra < 2:
            log.warning("texts_not_translated", engine=self.engine.name, texts=len(batch), error=error)
            round_.errors |= {one.key[0]: error for one in batch}
            return
        self._extra -= 2
        middle = len(batch) // 2
        for half in (batch[:middle], batch[middle:]):
            if self._sent.stop is None:
                self.ask(half, round_)
