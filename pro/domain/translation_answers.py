"""Keep what an engine answered until it is written, so that a worker that dies in between pays for it once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from accounts import tenancy
from pro.domain.queue_translations import Target
from pro.domain.store_translation import count_usage
from pro.models import TranslationAnswer
from pro.translation.batches import characters
from pro.translation.engines.base import Engine, Text
from pro.translation.fields import FieldWork

KEPT_FOR: Final = dt.timedelta(days=7)  # of a product that was edited or deleted before anybody went on with it


@dataclass(frozen=True, slots=True)
class Answers:
    """A `pro.translation.send.Memory` in the mall that is acted for; `beat` is called before each request.

    Each request is counted before it leaves, its characters once it is answered, in the commit that keeps the answers.
    """

    engine: Engine
    target: Target
    beat: Callable[[], None]

    def before_request(self) -> None:
        self.beat()
        with tenancy.step():
            count_usage(self.engine.name, self.target, 0, 1)

    def known(self, texts: Iterable[Text]) -> dict[Text, str]:
        by_digest = {self._digest(text): text for text in texts}
        with tenancy.step():
            rows = TranslationAnswer.objects.filter(language=self.target.language, digest__in=list(by_digest))
            return {by_digest[digest]: text for digest, text in rows.values_list("digest", "text")}

    def keep(self, texts: Sequence[Text], answers: Sequence[str]) -> None:
        language = self.target.language
        given = {self._digest(text): answer for text, answer in zip(texts, answers, strict=True) if answer.strip()}
        rows = [TranslationAnswer(language=language, digest=digest, text=text) for digest, text in given.items()]
        with tenancy.step():
            count_usage(self.engine.name, self.target, characters(texts), 0)
            TranslationAnswer.objects.bulk_create(rows, ignore_conflicts=True)

    def forget(self, works: Iterable[FieldWork]) -> None:
        """Delete the answers of fields that are written."""
        forms = [form for work in works for form in (work, work.strict) if form is not None]
        digests = {self._digest(text) for form in forms for text in form.texts}
        with tenancy.step():
            TranslationAnswer.objects.filter(language=self.target.language, digest__in=digests).delete()

    def _digest(self, text: Text) -> str:
        facts = [self.engine.name, self.target.source, text.is_html, text.context, text.content]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def forget_old_answers() -> None:
    """Delete what nobody came back for. Inside a door."""
    TranslationAnswer.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
