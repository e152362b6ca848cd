"""Tables of the Developer Center."""

from __future__ import annotations

from developer_center.models.app import MOST_REDIRECT_URLS, URL_MOST_BYTES, App, AppEvent, AppIcon, new_client_id

__all__ = ["MOST_REDIRECT_URLS", "URL_MOST_BYTES", "App", "AppEvent", "AppIcon", "new_client_id"]
