"""PRO's part of /support/."""

from pro.admin import engine_stops

__all__ = ["engine_stops"]
