"""How PRO's actions and fields are called in history lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.history import hide_field, name_action, name_field
from pro.models import Contract


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
    name_action("pro.applied", _("Applied for PRO"))
    name_action("pro.screening_began", _("Screening began"))
    name_action("pro.screened", _("Screening ended"))
    name_action("pro.screened_again", _("Screening was asked for again"))
    name_action("pro.activated", _("PRO began"))
    name_action("pro.suspended", _("PRO was suspended"))
    name_action("pro.resumed", _("PRO goes on"))
    name_action("pro.terminated", _("The contract ended"))
    name_action("pro.agent_asked", _("Asked an agent"))
    name_action("pro.agent_answered", _("Support answered"))
    name_field(Contract, "state", _("State"), _state)
    name_field(Contract, "languages", _("Languages"), ", ".join)
    name_field(Contract, "found", _("Found"), lambda keys: ", ".join(keys) or "-")
    for name in ("reason", "terms"):
        hide_field(Contract, name)


def _state(value: str | None) -> str:
    return str(Contract.State(value).label) if value else "-"
