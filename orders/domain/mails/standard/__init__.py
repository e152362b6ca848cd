"""Standard texts of automated emails, per language and kind."""

from __future__ import annotations

from typing import Final

from orders.domain.mails.standard import en, ja, ko
from orders.domain.mails.standard.shape import Labels, Words
from orders.models import MailKind

STANDARD: Final[dict[str, dict[MailKind, Words]]] = {"ko": ko.TEXTS, "en": en.TEXTS, "ja": ja.TEXTS}
LABELS: Final[dict[str, Labels]] = {"ko": ko.LABELS, "en": en.LABELS, "ja": ja.LABELS}

__all__ = ["LABELS", "STANDARD", "Labels", "Words"]
