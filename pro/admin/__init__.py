"""PRO's part of /support/."""

from pro.admin import contracts, display, engine_stops, requests, talks, texts

__all__ = ["contracts", "display", "engine_stops", "requests", "talks", "texts"]
