"""PRO's part of /support/."""

from pro.admin import contracts, engine_stops, requests, talks, texts

__all__ = ["contracts", "engine_stops", "requests", "talks", "texts"]
