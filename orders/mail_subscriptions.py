"""Automated emails hear of what happens through the audit log."""

from __future__ import annotations

from accounts.audit import subscribe
from orders.domain.mails.on_action import MAIL_TASK, MAILED_ACTIONS


def subscribe_all() -> None:
    """Called once when the app is ready."""
    for action in MAILED_ACTIONS:
        subscribe(action, MAIL_TASK)
