"""Tables of the Developer Center."""

from __future__ import annotations

from developer_center.models.app import (
    API_VERSIONS,
    MOST_REDIRECT_URLS,
    NEWEST_API_VERSION,
    URL_MOST_BYTES,
    App,
    AppEvent,
    AppIcon,
    new_client_id,
)
from developer_center.models.installation import Installation
from developer_center.models.oauth import AccessToken, Grant, IDToken, RefreshToken, UsedCode
from developer_center.models.scripttag import ScriptTag

__all__ = [
    "API_VERSIONS",
    "MOST_REDIRECT_URLS",
    "NEWEST_API_VERSION",
    "URL_MOST_BYTES",
    "AccessToken",
    "App",
    "AppEvent",
    "AppIcon",
    "Grant",
    "IDToken",
    "Installation",
    "RefreshToken",
    "ScriptTag",
    "UsedCode",
    "new_client_id",
]
