"""Hands the scripts of apps to the storefront, and says how their changes read in a history."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.history import name_action
from accounts.menu import Label
from accounts.page_scripts import register_source
from developer_center.queries.scripts import page_scripts

ACTIONS: Final[dict[str, Label]] = {
    "scripttag.added": _("Script added"),
    "scripttag.changed": _("Script changed"),
    "scripttag.deleted": _("Script deleted"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    register_source(page_scripts)
    for action, label in ACTIONS.items():
        name_action(action, label)
