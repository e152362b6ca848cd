"""PRO's part of /support/."""

from pro.admin import contracts, display_services, engine_stops, requests, talks, texts

__all__ = ["contracts", "display_services", "engine_stops", "requests", "talks", "texts"]
