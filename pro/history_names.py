"""How PRO's actions and fields are called in history lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.history import name_action


def register_all() -> None:
    """Called once when the app is ready."""
    name_action("pro.run_ended", _("PRO finished a run"))
    name_action("pro.operation_switched", _("PRO operation switched"))
    name_action("market_account.registered", _("Market account connected"))
    name_action("market_account.changed", _("Market account changed"))
    name_action("market_account.unlinked", _("Market account unlinked"))
    name_action("market_account.info_applied", _("Market information applied"))
    name_action("market_account.registration_started", _("Registration at the marketplace started"))
    name_action("market_plus.changed", _("Market Plus settings changed"))
