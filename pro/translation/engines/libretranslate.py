"""LibreTranslate on a server of one's own, spoken to over HTTP (reference/integrations.md 4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import httpx
from django.conf import settings

from pro.translation.engines.base import EngineAway, EngineBusy, EngineFailed, KeyRefused, Text

TIMEOUT: Final = httpx.Timeout(120, connect=5)  # a small machine takes its time
MOST_BYTES: Final = 5 * 1024 * 1024
BUSY_SECONDS: Final = 60.0
LONGEST_WAIT_SECONDS: Final = 3600.0
LANGUAGES: Final = {"ko", "en", "ja"}


class LibreTranslateEngine:
    """Korean and Japanese go through English there, so between the two the quality is lower."""

    name: Final = "libretranslate"
    label: Final = "LibreTranslate"
    is_demo: Final = False
    takes_context: Final = False
    most_texts: Final = 50
    most_bytes: Final = 120 * 1024

    def __init__(self) -> None:
        self._url = f"{settings.LIBRETRANSLATE_URL.rstrip('/')}/translate"

    def supports(self, source: str, target: str) -> bool:
        return source in LANGUAGES and target in LANGUAGES and source != target

    def translate(self, texts: Sequence[Text], source: str, target: str) -> list[str]:
        """See Engine; it takes no context."""
        asked = {
            "q": [text.content for text in texts],
            "source": source,
            "target": target,
            "format": "html" if texts[0].is_html else "text",
            "api_key": settings.LIBRETRANSLATE_API_KEY,
        }
        status, headers, body = self._post(asked)
        if status == 403:
            raise KeyRefused(f"LibreTranslate: {_message(body)}")
        if status == 429:
            raise EngineBusy(f"LibreTranslate: {_message(body)}", after_seconds=_wait(headers))
        if status >= 500:
            raise EngineAway(f"LibreTranslate answered {status}.")
        found = _parsed(body).get("translatedText")
        is_whole = isinstance(found, list) and len(found) == len(texts) and all(isinstance(one, str) for one in found)
        if status != 200 or not isinstance(found, list) or not is_whole:
            raise EngineFailed(f"LibreTranslate answered {status}: {_message(body)}")
        return [str(one) for one in found]

    def _post(self, asked: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        body = b""
        try:
            with httpx.Client(timeout=TIMEOUT) as client, client.stream("POST", self._url, json=asked) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise EngineFailed("LibreTranslate's answer is too long.")
        except httpx.HTTPError as error:
            raise EngineAway(f"LibreTranslate: {type(error).__name__}") from error
        return response.status_code, response.headers, body


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _message(body: bytes) -> str:
    return str(_parsed(body).get("error") or "no message")[:200]


def _wait(headers: httpx.Headers) -> float:
    text = headers.get("retry-after", "")
    return min(float(text), LONGEST_WAIT_SECONDS) if text.isascii() and text.isdigit() else BUSY_SECONDS
