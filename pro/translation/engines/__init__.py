"""The engines there are, and the one that the setting TRANSLATION_ENGINE names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings

from pro.translation.engines.base import (
    Engine,
    EngineAway,
    EngineBusy,
    EngineError,
    EngineFailed,
    KeyRefused,
    QuotaUsedUp,
    Text,
)
from pro.translation.engines.deepl import DeepLEngine
from pro.translation.engines.glossary import GlossaryEngine
from pro.translation.engines.libretranslate import LibreTranslateEngine

ENGINES: Final[dict[str, Callable[[], Engine]]] = {
    "deepl": DeepLEngine,
    "libretranslate": LibreTranslateEngine,
    "glossary": GlossaryEngine,
}

__all__ = [
    "ENGINES",
    "Engine",
    "EngineAway",
    "EngineBusy",
    "EngineError",
    "EngineFailed",
    "KeyRefused",
    "QuotaUsedUp",
    "Text",
    "chosen_engine",
]


def chosen_engine() -> Engine | None:
    """The engine of this installation, made anew; None where translation is not set up."""
    make = ENGINES.get(settings.TRANSLATION_ENGINE)
    return make() if make else None
