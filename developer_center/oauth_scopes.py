"""Scopes as django-oauth-toolkit asks for them: an app may ask for what its developer ticked (R2.37, ASVS 10.4.11)."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import BaseScopes

from developer_center.models import App
from developer_center.scopes import ALL_SCOPES


class AppScopes(BaseScopes):  # type: ignore[misc]  # the toolkit has no types
    """The setting SCOPES_BACKEND_CLASS."""

    def get_all_scopes(self) -> dict[str, str]:
        """All there are; their words are in `developer_center.scopes`."""
        return {name: name for name in sorted(ALL_SCOPES)}

    def get_available_scopes(self, application: App | None = None, *_args: Any, **_kwargs: Any) -> list[str]:
        return list(application.scopes) if application is not None else sorted(ALL_SCOPES)

    def get_default_scopes(self, *_args: Any, **_kwargs: Any) -> list[str]:
        """None: an app says what it needs."""
        return []
