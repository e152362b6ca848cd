"""PRO's part of /support/."""

from pro.admin import contracts, display, display_services, engine_stops, requests, talks, texts

__all__ = ["contracts", "display", "display_services", "engine_stops", "requests", "talks", "texts"]
