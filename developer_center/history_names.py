"""How the Developer Center's actions and apps are called in histories."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.history import hide_field, name_action, name_actors, name_field
from accounts.models import AuditEntry
from developer_center.models import App, Installation
from developer_center.scopes import in_words


def register_all() -> None:
    """Called once when the app is ready."""
    name_action("app.installed", _("App installed"))
    name_action("app.consented", _("App consented to again"))
    name_action("app.suspended", _("App waits for consent"))
    name_action("app.removed", _("App removed"))
    name_action("app.rights_granted", _("Rights of an operator changed"))
    name_action("app.webhooks_switched", _("Webhooks of an app switched"))
    name_field(Installation, "receives_webhooks", _("receives webhooks"), _switched)
    name_field(Installation, "app", _("App name"), str)
    name_field(Installation, "scopes", _("API permissions"), _scopes)
    name_field(Installation, "state", _("Status"), _state)
    name_field(Installation, "granted", _("Screens and actions"), lambda rights: ", ".join(rights or []) or "-")
    hide_field(Installation, "operator_id")
    hide_field(Installation, "client_id")
    name_actors(AuditEntry.ActorKind.APP, app_names)


def app_names(ids: set[int]) -> dict[int, str]:
    """Names of apps by key; those that were deleted are left out."""
    return dict(App.objects.filter(pk__in=ids).values_list("pk", "name"))


def _scopes(names: Any) -> str:
    return ", ".join(row.text for row in in_words(names or [])) or "-"


def _state(value: Any) -> str:
    return str(Installation.State(value).label) if value else "-"


def _switched(is_on: Any) -> str:
    return str(_("Yes") if is_on else _("No"))
