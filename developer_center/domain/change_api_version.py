"""An app says which version of the API it speaks, and how it shows itself in a theme (wire contract 2.1, apps)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from developer_center.domain.change_app import AppFrozen
from developer_center.domain.events import Doer, note
from developer_center.models import API_VERSIONS, App

BY_API = "PUT apps"


class UnknownVersion(ValueError):
    """The API has no such version, or no more."""


@transaction.atomic
def change_api_version(app_id: int, values: Mapping[str, str]) -> App:
    """Save the given ones of `api_version` and `extension_type`; the version before is kept as the previous one.

    The app's own key does it, so the history names its developer and this call. Equal values change nothing. Raises
    UnknownVersion, and AppFrozen under review.
    """
    app = App.objects.select_for_update().select_related("user").get(pk=app_id)
    changed = {name: value for name, value in values.items() if getattr(app, name) != value}
    if not changed:
        return app
    if app.is_frozen:
        raise AppFrozen
    if changed.get("api_version", app.api_version) not in API_VERSIONS:
        raise UnknownVersion(changed["api_version"])
    before = {name: getattr(app, name) for name in changed}
    if "api_version" in changed:
        app.previous_api_version = app.api_version
    for name, value in changed.items():
        setattr(app, name, value)
    app.save(update_fields=["api_version", "previous_api_version", "extension_type"])
    note(app, "changed", Doer.developer(app.user), before=before, after=changed, reason=BY_API)
    return app
