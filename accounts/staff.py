"""Who may work in /support/."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest


def may_support(request: HttpRequest) -> bool:
    """Active staff; outside development only with a second factor, which the sign-in then asked for."""
    user = request.user
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return not settings.STAFF_NEEDS_MFA or bool(is_mfa_enabled(user))
