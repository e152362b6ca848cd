"""PRO's part of /support/."""

from pro.admin import contracts, talks, texts

__all__ = ["contracts", "talks", "texts"]
