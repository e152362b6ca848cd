"""The app itself (scope group application): the same answer from every mall (wire contract 2.7)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import refusing
from developer_center.api.operation import operation
from developer_center.domain.change_api_version import UnknownVersion, change_api_version
from developer_center.domain.change_app import AppFrozen
from developer_center.models import API_VERSIONS, App

SUPPORTED: Final = f"Supported versions are {', '.join(API_VERSIONS)}."
REFUSALS: Final[dict[type[Exception], str]] = {
    UnknownVersion: SUPPORTED,
    AppFrozen: "An app under review cannot be changed.",
}
FIELDS: Final = {"version": "api_version", "extension_type": "extension_type"}


class AppFields(serializers.Serializer[Any]):
    """What an app may change of itself."""

    version = serializers.CharField(max_length=10, required=False)
    extension_type = serializers.ChoiceField(choices=App.Extension.values, required=False)


@operation("GET", "apps")
def app(call: Call) -> dict[str, Any]:
    """Which version of the API the app speaks, since when, and until when that is supported."""
    row = App.objects.get(pk=call.caller.app_id)
    return {
        "version": row.api_version,
        "version_expiration_date": expires_on(row.api_version),
        "initial_version": row.initial_api_version,
        "previous_version": row.previous_api_version,
        "extension_type": row.extension_type,
    }


@operation("PUT", "apps", body=AppFields)
def change_app(call: Call) -> dict[str, Any]:
    """Speak another version from the next call on, in every mall."""
    values = {FIELDS[name]: value for name, value in call.body.items()}
    with refusing("version", REFUSALS):
        row = change_api_version(call.caller.app_id, values)
    return {"version": row.api_version, "extension_type": row.extension_type}


def expires_on(version: str) -> str | None:
    """A version lives a year beyond its successor (wire contract 2.1); None for the newest."""
    later = [known for known in API_VERSIONS if known > version]
    if not later:
        return None
    successor = dt.date.fromisoformat(later[0])
    return successor.replace(year=successor.year + 1).isoformat()
