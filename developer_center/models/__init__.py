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
from developer_center.models.operator_rights import RIGHT_MOST_LETTERS, OperatorRights, RightsList
from developer_center.models.scripttag import ScriptTag
from developer_center.models.test_mall import TestMall, new_click
from developer_center.models.webhook import (
    LogType,
    WebhookAnswer,
    WebhookBody,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookLog,
)

__all__ = [
    "API_VERSIONS",
    "MOST_REDIRECT_URLS",
    "NEWEST_API_VERSION",
    "RIGHT_MOST_LETTERS",
    "URL_MOST_BYTES",
    "AccessToken",
    "App",
    "AppEvent",
    "AppIcon",
    "Grant",
    "IDToken",
    "Installation",
    "LogType",
    "OperatorRights",
    "RefreshToken",
    "RightsList",
    "ScriptTag",
    "TestMall",
    "UsedCode",
    "WebhookAnswer",
    "WebhookBody",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookLog",
    "new_click",
    "new_client_id",
]
