"""The support admin's site: Django's admin in unfold's look, for staff only."""

from __future__ import annotations

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite

from accounts.staff import may_support


class SupportSite(UnfoldAdminSite):  # type: ignore[misc]
    """Refuses staff without a second factor outside development."""

    def has_permission(self, request: HttpRequest) -> bool:
        return may_support(request)
