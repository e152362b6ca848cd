"""Stand-ins for DeepL and LibreTranslate: they speak the wire form over real HTTP and can be told to misbehave."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.pro.stand_in import Answer, Asked

TAG = re.compile(r"(<[^>]*>)")


def said(text: str, target: str, *, is_html: bool) -> str:
    """What the stand-ins make of a text: each run of letters outside of tags in brackets, with the language."""
    if not is_html:
        return f"{target}[{text.strip()}]"
    parts = TAG.split(text)
    return "".join(part if at % 2 or not part.strip() else f"{target}[{part.strip()}]" for at, part in enumerate(parts))


@dataclass
class DeepL:
    """`answers` are given first, one per request; `on_ask` runs while the engine "thinks"."""

    answers: list[Answer] = field(default_factory=list)
    refuses: str = ""
    loses_tags: bool = False
    on_ask: Callable[[dict[str, Any]], None] | None = None
    seconds: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, asked: Asked) -> Answer:
        body = asked.json
        assert asked.path == "/v2/translate"
        if self.on_ask is not None:
            self.on_ask(body)
        with self.lock:
            if self.answers:
                return self.answers.pop(0)
        if self.refuses and any(self.refuses in text for text in body["text"]):
            return Answer(400, {"message": "Bad request"})
        target = body["target_lang"][:2].lower()
        is_html = body.get("tag_handling") == "html"
        made = [self._one(text, target, is_html=is_html) for text in body["text"]]
        return Answer(body={"translations": made}, seconds=self.seconds)

    def _one(self, text: str, target: str, *, is_html: bool) -> dict[str, Any]:
        made = said(text, target, is_html=is_html)
        if self.loses_tags and is_html:
            made = TAG.sub("", made)
        return {"detected_source_language": "KO", "text": made, "billed_characters": len(text)}


def libre(asked: Asked) -> Answer:
    """LibreTranslate in its wire form."""
    body = asked.json
    return Answer(
        body={"translatedText": [said(text, body["target"], is_html=body["format"] == "html") for text in body["q"]]}
    )
