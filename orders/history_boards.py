"""How the audit entries of boards read in a history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import hide_field, name_action, name_field
from accounts.menu import Label
from catalog.history_names import SEO_LABELS, short
from orders.models import Article, Board

ACTIONS: dict[str, Label] = {
    "board.changed": gettext_lazy("Board settings changed"),
    "board.article_written": gettext_lazy("Post written"),
    "board.article_changed": gettext_lazy("Post changed"),
    "board.article_deleted": gettext_lazy("Post deleted"),
    "board.comment_written": gettext_lazy("Comment written"),
    "board.comment_deleted": gettext_lazy("Comment deleted"),
}
WORDS: dict[str, Label] = {
    "title": gettext_lazy("Title"),
    "content": gettext_lazy("Text"),
    "attachments": gettext_lazy("Attachments"),
    "app_values": gettext_lazy("Values of an app"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for action, label in ACTIONS.items():
        name_action(action, label)
    name_field(Article, "fields", gettext_lazy("Edited"), _words)
    name_field(Article, "reply_status", gettext_lazy("Answer"), _status)
    for name, label in SEO_LABELS.items():
        name_field(Board, name, label, short)
    for name in ("shop_no", "board_no", "parent_id", "product_id"):
        hide_field(Article, name)


def _words(value: Any) -> str:
    return ", ".join(str(WORDS.get(name, name)) for name in value or []) or "-"


def _status(value: Any) -> str:
    return str(dict(Article.ReplyStatus.choices).get(value or "", value)) if value else _("None")
