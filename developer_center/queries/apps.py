"""Lists of apps, and what happened to one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from developer_center.models import App, AppEvent

EVENTS_SHOWN: Final = 30
ACTIONS: Final[dict[str, Promise]] = {
    "registered": _("App registered"),
    "changed": _("App changed"),
    "secret_reissued": _("Client Secret reissued"),
    "review_requested": _("Review requested"),
    "approved": _("Approved, for sale"),
    "rejected": _("Review rejected"),
    "sale_ended": _("Sale ended"),
    "webhooks_changed": _("Webhooks changed"),
    "webhook_key_reissued": _("Webhook key reissued"),
    "webhooks_switched_on": _("Webhooks switched on"),
    "webhooks_switched_off": _("Webhooks switched off"),
    "webhooks_retried": _("Webhooks sent again by support"),
    "account_ended": _("Developer's account deleted"),
    "deleted": _("App deleted"),
}
FIELDS: Final[dict[str, Promise]] = {
    "name": _("App name"),
    "app_url": _("App URL"),
    "kind": _("App type"),
    "redirect_urls": _("Redirect URLs"),
    "scopes": _("API permissions"),
    "operator_rights_url": _("Operator rights URL"),
    "icon": _("Representative icon"),
    "state": _("Status"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event as people read it."""

    at: dt.datetime
    what: Promise | str
    who: str
    fields: str
    reason: str


def apps_of(user: User) -> list[App]:
    """A developer's apps, newest first; one query (R2.4, R2.5)."""
    return list(App.objects.of(user).order_by("-pk"))


def history_of_app(app: App) -> list[HistoryLine]:
    """The newest events, and which fields they changed; one query."""
    events = AppEvent.objects.filter(app_no=app.pk).order_by("-pk")[:EVENTS_SHOWN]
    return [
        HistoryLine(
            event.at,
            ACTIONS.get(event.action, event.action),
            str(event.get_by_display()),
            ", ".join(str(FIELDS[name]) for name in event.after if name in FIELDS and event.action == "changed"),
            event.reason,
        )
        for event in events
    ]
